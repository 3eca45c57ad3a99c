"""Shows, episodes, and the scope of a request."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast. `guild` is the Discord server that owns it, `None` where the host shares it with all."""

    key: int
    id: str
    title: str
    guild: int | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    """One recording of an episode. `offset` (seconds): its time minus the transcript's, `None` if unknown."""

    kind: Literal["audio", "video"]
    url: str
    offset: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Episode:
    """One published recording with one transcript; `generation` is the one of its index that answers."""

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


class SegmentKey(NamedTuple):
    """What a segment is known by everywhere: its episode's generation and its number (from 1) in that."""

    generation: int
    number: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: a guild's library, or one show or one episode of it (by their ids).

    `guild` is `None` for the host's own shell, which sees the shared shows. It always comes from whoever
    carries the request, never from text or a model.
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
