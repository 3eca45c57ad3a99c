"""Progress of long work, and what it did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: `done` of `total` units of `stage` (`total` is 0 while it isn't known)."""

    stage: str
    done: int = 0
    total: int = 0


ProgressSink = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What adding, reindexing, rolling back or removing did to one episode."""

    episode: str
    outcome: Literal["added", "updated", "unchanged", "removed", "rolled back"]
    segments: int = 0
    embedded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the whole index, for operators."""

    shows: int
    episodes: int
    segments: int
    embedding_model: str
    dimension: int
    disk_bytes: int
    last_indexed: datetime | None = None
    problems: tuple[str, ...] = field(default=())
