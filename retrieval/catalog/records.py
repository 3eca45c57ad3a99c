"""What the catalog stores of an episode and its generations."""

from dataclasses import dataclass
from datetime import date, datetime

from retrieval.models import Chapter, Episode, Medium, Soundbite


@dataclass(frozen=True, slots=True)
class Entry:
    """An episode as it is to stand in the catalog; `key` is `None` for one that isn't there yet."""

    key: int | None
    guild: int | None
    show_id: str
    show_title: str
    id: str
    title: str
    published: date | None = None
    guests: tuple[str, ...] = ()
    page_url: str | None = None
    media: tuple[Medium, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """An episode and what its current generation was made from, by what."""

    episode: Episode
    transcript: str
    source: str
    splitter: str
    model: str
    dimension: int
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()


@dataclass(frozen=True, slots=True)
class Leftover:
    """A generation that no episode needs: begun and never finished, or replaced, or of a removed episode."""

    generation: int
    show: int
    model: str
    segments: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The size of everything; `models` are the (name, dimension) that current generations were made by."""

    shows: int
    episodes: int
    segments: int
    models: tuple[tuple[str, int], ...]
    last_indexed: datetime | None
