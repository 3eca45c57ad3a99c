"""Picks a topic of a summary by what somebody typed."""

from rapidfuzz import process, utils
from rapidfuzz.fuzz import token_set_ratio

from retrieval.errors import NotFoundError
from retrieval.language.words import content_stems
from retrieval.models.episode_pages import Summary, Topic
from retrieval.texts import Text

TOPIC_TITLE_MIN_SIMILARITY = 75
"""Least similarity (0 to 100) of typed words to the title of the topic that they mean."""


def find_topic_position(summary: Summary, typed: str) -> int:
    """Return the position of the topic that somebody means by its number, a title, or what it says.

    Titles of subtopics count too, and typos are tolerated. Raises NotFoundError.
    """
    count = len(summary.topics)
    if typed.strip().isdecimal() and 1 <= int(typed) <= count:
        return int(typed) - 1
    titles = [
        (part.title, position)
        for position, topic in enumerate(summary.topics)
        for part in _with_subtopics(topic)
    ]
    nearest = process.extractOne(
        typed,
        [title for title, _ in titles],
        scorer=token_set_ratio,
        processor=utils.default_process,
        score_cutoff=TOPIC_TITLE_MIN_SIMILARITY,
    )
    if nearest is not None:
        return titles[nearest[2]][1]
    counts = [_count_mentions(topic, set(content_stems(typed))) for topic in summary.topics]
    if not any(counts):
        raise NotFoundError(
            Text(
                "The summary has no topic like {typed!r}; its topics have the numbers 1 to {last}.",
                typed=typed[:60],
                last=count,
            )
        )
    return counts.index(max(counts))


def _with_subtopics(topic: Topic) -> tuple[Topic, ...]:
    return (topic, *topic.subtopics)


def _count_mentions(topic: Topic, stems: set[str]) -> int:
    """Return how often a topic's sentences say the words of these stems; 0 unless they say all of them."""
    texts = [sentence.text for part in _with_subtopics(topic) for sentence in part.sentences]
    mentioned = [stem for text in texts for stem in content_stems(text) if stem in stems]
    return len(mentioned) if stems and stems <= set(mentioned) else 0
