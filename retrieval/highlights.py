"""An episode's topics without a language model: its own most central sentences, under its own words."""

from collections.abc import Sequence

from retrieval.episode_page import EpisodeIndex, Summary, Topic
from retrieval.salience import Passage, distinct, passages
from retrieval.titles import Phrases, entitle
from retrieval.topics import Stretch, outline

VERSION = "1"
"""Changes when the same episode would get other highlights."""
SENTENCES = 2
MODEL = "extractive"


def highlights(index: EpisodeIndex) -> Summary:
    """The topics in spoken order. A topic in which nothing can stand alone is left out."""
    episode = index.episode
    phrases = Phrases.of(index)
    topics = [_topic(index, phrases, stretches) for stretches in outline(index)]
    return Summary(episode, tuple(topic for topic in topics if topic is not None), MODEL)


def _topic(index: EpisodeIndex, phrases: Phrases, stretches: Sequence[Stretch]) -> Topic | None:
    first, end = stretches[0][0], stretches[-1][1]
    taken: list[Passage] = []
    subtopics = []
    for stretch in stretches if len(stretches) > 1 else ():
        made = _stretch(index, phrases, stretch, taken, names=2)
        if made is not None:
            subtopics.append(made)
    whole = _stretch(index, phrases, (first, end), taken, names=3)
    if whole is None:
        return None
    return Topic(whole.title, whole.start, whole.end, whole.sentences, whole.quote, tuple(subtopics))


def _stretch(
    index: EpisodeIndex, phrases: Phrases, stretch: Stretch, taken: list[Passage], names: int
) -> Topic | None:
    """A stretch with nothing that is `taken` already; what it says is taken from then on."""
    chosen = distinct(passages(index, *stretch), SENTENCES + 1, taken)
    if not chosen:
        return None
    taken += chosen
    quote, *rest = chosen
    said = sorted(rest or [quote], key=lambda passage: (passage.place, passage.at))
    segments = index.segments[stretch[0] : stretch[1]]
    title = entitle(phrases.characteristic(*stretch, count=names), names)
    return Topic(
        title or f"From segment {segments[0].number} on",
        segments[0].start,
        segments[-1].end,
        tuple(passage.sentence(index.episode) for passage in said),
        quote.cite(index.episode),
    )
