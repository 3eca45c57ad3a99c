"""Progress of long operations, their results, and the state of the index."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a long operation: `done` of `total` units of `stage`; a `total` of 0 means unknown."""

    stage: str
    done: int = 0
    total: int = 0


ProgressSink = Callable[[Progress], None]
IndexOutcome = Literal["added", "updated", "unchanged", "removed", "rolled back"]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The result of adding, reindexing, rolling back or removing an episode; `seconds` is the time it took.

    `embedded` is the number of segments whose vectors were computed; the others were reused. `replaced` says
    that another transcript was there before, which can be rolled back to; `warning` is a sentence, or empty.
    `title` and `show` are the episode's and its show's title; `guessed_show` says that nothing named the
    show: it is called like the file's folder, or `Unsorted`.
    """

    episode: str
    outcome: IndexOutcome
    segments: int = 0
    embedded: int = 0
    seconds: float = 0.0
    replaced: bool = False
    warning: str = ""
    title: str = ""
    show: str = ""
    guessed_show: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the index over all guilds, for operators; `problems` are sentences."""

    shows: int
    episodes: int
    segments: int
    embedding_model: str
    dimension: int
    disk_bytes: int
    last_indexed: datetime | None = None
    problems: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The result of one check: what was found, and what to do unless it `is_ok`."""

    name: str
    is_ok: bool
    finding: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class HealingReport:
    """What was mended: generations rebuilt, stale entries cleared, folders moved aside (their new paths),
    vectors stored again that no search found, and generations that got their token vectors.
    """

    rebuilt: int = 0
    cleared: int = 0
    moved: tuple[str, ...] = ()
    relinked: int = 0
    tokens: int = 0
