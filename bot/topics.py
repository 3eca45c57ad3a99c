"""Picking a topic of a summary by what somebody typed."""

from rapidfuzz import process, utils
from rapidfuzz.fuzz import WRatio

from retrieval.episode_page import Summary
from retrieval.errors import NotFoundError

ALIKE = 60


def topic_at(summary: Summary, wanted: str) -> int:
    """The position of the topic of that number or, tolerating typos, of that title or a subtopic's.

    Raises NotFoundError.
    """
    count = len(summary.topics)
    if wanted.strip().isdecimal() and 1 <= int(wanted) <= count:
        return int(wanted) - 1
    titled = [
        (each.title, at) for at, topic in enumerate(summary.topics) for each in (topic, *topic.subtopics)
    ]
    titles = [title for title, _ in titled]
    found = process.extractOne(
        wanted, titles, scorer=WRatio, processor=utils.default_process, score_cutoff=ALIKE
    )
    if found is None:
        raise NotFoundError(
            f"The summary has no topic like {wanted[:60]!r}; its topics have the numbers 1 to {count}."
        )
    return titled[found[2]][1]
