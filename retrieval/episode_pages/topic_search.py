"""Picking a topic of a summary by what somebody typed."""

from rapidfuzz import process, utils
from rapidfuzz.fuzz import token_set_ratio

from retrieval.errors import NotFoundError
from retrieval.language.words import content_stems
from retrieval.models.episode_pages import Summary, Topic

ALIKE = 75
"""Of 100, how much of a title what was typed has to be like; less is found in the sentences or not at all."""


def topic_at(summary: Summary, wanted: str) -> int:
    """The position of the topic of that number; of that title or a subtopic's, tolerating typos; or of the
    topic that says these words most.

    Raises NotFoundError.
    """
    count = len(summary.topics)
    if wanted.strip().isdecimal() and 1 <= int(wanted) <= count:
        return int(wanted) - 1
    titled = [(each.title, at) for at, topic in enumerate(summary.topics) for each in _parts(topic)]
    titles = [title for title, _ in titled]
    found = process.extractOne(
        wanted, titles, scorer=token_set_ratio, processor=utils.default_process, score_cutoff=ALIKE
    )
    if found is not None:
        return titled[found[2]][1]
    said = [_times_said(topic, set(content_stems(wanted))) for topic in summary.topics]
    if not any(said):
        raise NotFoundError(
            f"The summary has no topic like {wanted[:60]!r}; its topics have the numbers 1 to {count}."
        )
    return said.index(max(said))


def _parts(topic: Topic) -> tuple[Topic, ...]:
    return (topic, *topic.subtopics)


def _times_said(topic: Topic, wanted: set[str]) -> int:
    """How often a topic's sentences say the words, if they say all of them."""
    texts = [sentence.text for part in _parts(topic) for sentence in part.sentences]
    stems = [stem for text in texts for stem in content_stems(text) if stem in wanted]
    return len(stems) if wanted and wanted <= set(stems) else 0
