"""What the catalog stores of an episode and its generations."""

from dataclasses import dataclass
from datetime import date, datetime

from retrieval.models import UNPRESENTED, Chapter, Episode, Medium, Presentation, Soundbite


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """An episode as it is to be stored; `key` is `None` for one that isn't in the catalog yet."""

    key: int | None
    guild: int | None
    show_id: str
    show_title: str
    id: str
    title: str
    published: date | None = None
    place: date | None = None
    guests: tuple[str, ...] = ()
    page_url: str | None = None
    media: tuple[Medium, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    hosts: tuple[str, ...] = ()
    presentation: Presentation = UNPRESENTED


@dataclass(frozen=True, slots=True)
class GenerationOrigin:
    """What a generation is made from: the transcript file, and the versions of splitter and embedding model.

    `hash` is the hash of `content`, `source` the path or name of the file.
    """

    content: bytes
    hash: str
    source: str
    splitter: str
    model: str
    dimension: int


@dataclass(frozen=True, slots=True)
class IndexedEpisode:
    """An episode and what its current generation was made from; `transcript` is the hash of the file."""

    episode: Episode
    transcript: str
    source: str
    splitter: str
    model: str
    dimension: int
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    presentation: Presentation = UNPRESENTED


@dataclass(frozen=True, slots=True)
class GenerationRef:
    """What identifies a generation in the catalog, the vectors and the terms: its id, the key of its show,
    its embedding model, and its number of segments.
    """

    generation: int
    show: int
    model: str
    segments: int


@dataclass(frozen=True, slots=True)
class CatalogTotals:
    """Totals over all guilds; `models` are the (name, dimension) of the current generations' models."""

    shows: int
    episodes: int
    segments: int
    models: tuple[tuple[str, int], ...]
    last_indexed: datetime | None
