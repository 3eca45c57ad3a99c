"""Picks a topic of a summary by what somebody typed."""

import re
from typing import NamedTuple

from rapidfuzz import process, utils
from rapidfuzz.fuzz import token_set_ratio

from retrieval.errors import NotFoundError
from retrieval.language.words import content_stems
from retrieval.models.episode_pages import Summary, Topic
from retrieval.texts import Text

TOPIC_TITLE_MIN_SIMILARITY = 75
"""Least similarity (0 to 100) of typed words to the title of the topic that they mean."""


_NUMBER = re.compile(r"(?:topic|#)?\s*(\d{1,4})(?:\.(\d{1,4}))?\.?", re.IGNORECASE)


class TopicPlace(NamedTuple):
    """The position of a topic in a summary and, where only a part of it is meant, of a subtopic in it."""

    topic: int
    subtopic: int | None = None


def find_topic(summary: Summary, typed: str) -> TopicPlace:
    """Return which topic somebody means by its number, such as 2 or 2.1, a title, or what it says.

    Typos are tolerated in titles. Raises NotFoundError.
    """
    places = {
        TopicPlace(position, part): topic
        for position, whole in enumerate(summary.topics)
        for part, topic in zip((None, *range(len(whole.subtopics))), _with_subtopics(whole), strict=True)
    }
    if number := _NUMBER.fullmatch(typed.strip()):
        numbered = TopicPlace(int(number[1]) - 1, int(number[2]) - 1 if number[2] else None)
        if numbered in places:
            return numbered
    nearest = process.extractOne(
        typed,
        [topic.title for topic in places.values()],
        scorer=token_set_ratio,
        processor=utils.default_process,
        score_cutoff=TOPIC_TITLE_MIN_SIMILARITY,
    )
    if nearest is not None:
        return list(places)[nearest[2]]
    counts = [_count_mentions(topic, set(content_stems(typed))) for topic in summary.topics]
    if not any(counts):
        raise NotFoundError(
            Text(
                "The summary has no topic like {typed!r}; its topics have the numbers 1 to {last}.",
                typed=typed[:60],
                last=len(summary.topics),
            )
        )
    return TopicPlace(counts.index(max(counts)))


def _with_subtopics(topic: Topic) -> tuple[Topic, ...]:
    return (topic, *topic.subtopics)


def _count_mentions(topic: Topic, stems: set[str]) -> int:
    """Return how often a topic's sentences say the words of these stems; 0 unless they say all of them."""
    texts = [sentence.text for part in _with_subtopics(topic) for sentence in part.sentences]
    mentioned = [stem for text in texts for stem in content_stems(text) if stem in stems]
    return len(mentioned) if stems and stems <= set(mentioned) else 0
