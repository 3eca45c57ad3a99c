"""An episode's topics without a language model: its own most central sentences, under its own words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answering.answerer import EXTRACTIVE
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import entitle
from retrieval.episode_pages.passages import Passage, distinct, passages
from retrieval.episode_pages.topic_labels import Labels, mean_row, one_of_each
from retrieval.episode_pages.topic_segmentation import Stretch, chapters, outline
from retrieval.models.episode_pages import EpisodeIndex, Summary, Topic

VERSION = "3"
"""Changes when the same episode would get other highlights…"""
WRITTEN_VERSION = f"{VERSION}.1"
"""…or what a chat model writes (see `written_highlights`) would be asked for, or believed, otherwise."""
SENTENCES = 2
SHORTLIST = 8
"""Of how many passages a stretch the meaning is compared with what the stretch is about…"""
CENTRAL = 1.0
"""…and what that counts beside a passage's own worth, which is 0 to about 2.5."""
NAMES = 5
TITLE = 70
"""How many characters of chapters' titles a topic's title has at most, unless the first is longer."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A topic without its subtopics, which segments it is about, and a sketch of each subtopic."""

    topic: Topic
    stretch: Stretch
    parts: tuple["Sketch", ...] = ()


def highlights(index: EpisodeIndex, embed: Embed) -> Summary:
    """The topics in spoken order. A topic in which nothing can stand alone is left out."""
    topics = [
        replace(sketch.topic, subtopics=tuple(part.topic for part in sketch.parts))
        for sketch in sketches(index, embed)
    ]
    return Summary(index.episode, tuple(topics), EXTRACTIVE)


def sketches(index: EpisodeIndex, embed: Embed) -> list[Sketch]:
    """The same topics, with the segments that they are about."""
    sketcher = _Sketcher(index, embed)
    found = [sketcher.sketch(stretches) for stretches in outline(index)]
    return [sketch for sketch in found if sketch is not None]


class _Sketcher:
    """Sketches topic after topic; what one has said no other says again."""

    def __init__(self, index: EpisodeIndex, embed: Embed) -> None:
        self._index, self._embed = index, embed
        self._labels = Labels(index, embed)
        self._taken: list[Passage] = []
        self._used: list[str] = []

    def sketch(self, stretches: Sequence[Stretch]) -> Sketch | None:
        """A topic that says the best of each of its parts; the parts say what is left."""
        ranked = [self._ranked(stretch) for stretch in stretches]
        named, named_parts = self._names(stretches)
        alone = len(stretches) == 1
        said = [passage for each in ranked for passage in self._take(each, SENTENCES if alone else 1)]
        parts = []
        for stretch, each, names in () if alone else zip(stretches, ranked, named_parts, strict=True):
            topic = self._topic(stretch, self._take(each, SENTENCES), self._quote(each), names)
            if topic is not None:
                parts.append(Sketch(topic, stretch))
        whole = stretches[0][0], stretches[-1][1]
        rest = sorted((passage for each in ranked for passage in each), key=lambda passage: -passage.worth)
        topic = self._topic(whole, said, self._quote(rest), named)
        self._used += named
        return Sketch(topic, whole, tuple(parts)) if topic is not None else None

    def _names(self, stretches: Sequence[Stretch]) -> tuple[list[str], list[list[str]]]:
        """What names a topic and each of its parts: their chapters, else what is said in them."""
        told = [_chaptered(self._index, stretch) for stretch in stretches]
        said = [self._labels.of(stretch, NAMES) for stretch in stretches]
        parts: list[list[str]] = []
        for names in said:
            parts.append(names[2:4] if names[:2] in parts and names[2:] else names[:2])
        if not any(told):
            return (said[0][:3] if len(stretches) == 1 else one_of_each(said, self._used)), parts
        titles = [title for title in told if title]
        return _joined(titles), [[title] for title in titles] if all(told) else parts

    def _ranked(self, stretch: Stretch) -> list[Passage]:
        """The most telling passages of a stretch, those first that are nearest to what it is about."""
        found = passages(self._index, *stretch)[:SHORTLIST]
        if not found:
            return []
        near = self._embed([passage.text for passage in found]) @ mean_row(self._index, stretch)
        worths = [passage.worth + CENTRAL * float(close) for passage, close in zip(found, near, strict=True)]
        ranked = [replace(passage, worth=worth) for passage, worth in zip(found, worths, strict=True)]
        return sorted(ranked, key=lambda passage: -passage.worth)

    def _take(self, ranked: Sequence[Passage], count: int) -> list[Passage]:
        chosen = distinct(ranked, count, self._taken)
        self._taken += chosen
        return chosen

    def _quote(self, ranked: Sequence[Passage]) -> list[Passage]:
        """The best passage that begins where its sentence does, if any does."""
        whole = [passage for passage in ranked if passage.text[0].isupper()]
        return self._take(whole, 1) or self._take(ranked, 1)

    def _topic(
        self, stretch: Stretch, said: Sequence[Passage], quoted: Sequence[Passage], named: Sequence[str]
    ) -> Topic | None:
        if not said and not quoted:
            return None
        segments = self._index.segments[stretch[0] : stretch[1]]
        told = sorted(said or quoted, key=lambda passage: (passage.place, passage.at))
        episode = self._index.episode
        return Topic(
            entitle(named, len(named)) or f"From segment {segments[0].number} on",
            segments[0].start,
            segments[-1].end,
            tuple(passage.sentence(episode) for passage in told),
            (quoted or said)[0].cite(episode),
        )


def _chaptered(index: EpisodeIndex, stretch: Stretch) -> str | None:
    """The title of the longest chapter that begins in a stretch."""
    return next((chapter.title for chapter in chapters(index, stretch)), None)


def _joined(titles: Sequence[str]) -> list[str]:
    """As many of the chapters' titles, from the first on, as a title can hold."""
    return [title for at, title in enumerate(titles) if not at or len(", ".join(titles[: at + 1])) <= TITLE]
