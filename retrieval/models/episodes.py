"""Shows, episodes, segment keys, and the scope of a request."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Transcripts = Literal["whole", "passages"]
"""How much of a show's transcripts the site shows: all of them, or the passages that its pages cite."""


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast. `guild` is the Discord server that owns it, `None` for a show that the host shares.

    `former_names` are keys of titles and ids that the show had before, which people may still type.
    `transcripts` is its own setting for the site; with `None`, the host's default holds.
    """

    key: int
    id: str
    title: str
    guild: int | None = None
    former_names: tuple[str, ...] = ()
    transcripts: Transcripts | None = None


@dataclass(frozen=True, slots=True)
class UnnamedSpeaker:
    """The speakers of a label (`Speaker 1`) in transcripts of a show that don't name them.

    The label may mean another person in each of these `episodes` (their ids). `name` is what moderators call
    them there.
    """

    label: str
    episodes: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    """A recording of an episode. `offset`: its time minus the transcript's in seconds, `None` if unknown."""

    kind: Literal["audio", "video"]
    url: str
    offset: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode with one transcript. `generation` is the id of its current index, `segments` their number.

    `duration` is the end of the last timed cue in seconds. `place` orders an episode without a date: the date
    of its neighbour in the feed. `stored_with` is the key of the show under which its vectors and words are
    stored, where that is another one than its own: it was moved. `speaker_names` are pairs of a label
    (`Speaker 1`) and the name that moderators gave this speaker of this episode.
    """

    key: int
    id: str
    show: Show
    title: str
    generation: int
    segments: int
    published: date | None = None
    guests: tuple[str, ...] = ()
    page_url: str | None = None
    media: tuple[Medium, ...] = ()
    duration: float | None = None
    place: date | None = None
    hosts: tuple[str, ...] = ()
    stored_with: int | None = None
    speaker_names: tuple[tuple[str, str], ...] = ()

    @property
    def partition(self) -> int:
        """The key of the show under which the vectors and words of this generation are stored."""
        return self.show.key if self.stored_with is None else self.stored_with

    @property
    def order_date(self) -> date | None:
        """The date that puts episodes in order: when it was published, else its place in the feed."""
        return self.published or self.place


@dataclass(frozen=True, slots=True)
class Presentation:
    """What an episode's makers show of it: a description in plain text, its artwork and its license."""

    description: str | None = None
    artwork_url: str | None = None
    license: str | None = None


UNPRESENTED = Presentation()
"""The presentation of an episode whose makers show nothing."""


class SegmentKey(NamedTuple):
    """The identity of a stored segment: the id of its generation and its 1-based number in the episode."""

    generation: int
    number: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a request may see: a guild's library, or one show or one episode of it (by their ids).

    `guild` is `None` for the host's shell, which sees the shared shows. It is set from the request itself,
    never from text or by a model.
    """

    guild: int | None = None
    show: str | None = None
    episode: str | None = None


class ScoredSegment(NamedTuple):
    """One result of a search: a segment's generation and number, and its score (cosine or BM25)."""

    generation: int
    number: int
    score: float

    @property
    def key(self) -> SegmentKey:
        return SegmentKey(self.generation, self.number)
