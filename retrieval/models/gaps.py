"""How questions ended, which of them weren't answered well (gaps), and the passages pinned for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from retrieval.models.episodes import Episode

Outcome = Literal["answered", "weak", "refused"]
"""How a question ended: `weak` is an answer that may not hold what was asked."""


@dataclass(frozen=True, slots=True)
class PassageMark:
    """A passage of an episode, found again by `mark`, a hash of its first words, after a reindex."""

    episode: str
    generation: int
    segment: int
    mark: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that was replied to in Discord, without its text.

    `channel` is `None` where only the asker sees the reply. `asker` and `words` are keyed hashes: of the
    user in this server, and of the question's content words. `passages` are those that the answer cites, or
    the nearest ones of a refusal. `seconds` is how long it took, `cost` in US dollars.
    """

    guild: int | None
    channel: int | None
    message: int
    asker: str
    words: str
    outcome: Outcome
    passages: tuple[PassageMark, ...] = ()
    seconds: float = 0.0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was not answered well. `bad` counts its 👎, `reasons` are what was written with them.

    `id` is 0 for an answer of which only its 👎 are known.
    """

    id: int
    channel: int | None
    message: int
    words: str
    outcome: Outcome | None
    passage: PassageMark | None
    bad: int
    reasons: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps about one subject, newest first; `episode` is where it is talked about, `None` if nowhere.

    `first` and `last` are the segments there that were nearest.
    """

    gaps: tuple[Gap, ...]
    episode: Episode | None = None
    first: int = 0
    last: int = 0
    subject: str = ""

    @property
    def refused(self) -> int:
        return sum(gap.outcome == "refused" for gap in self.gaps)

    @property
    def weak(self) -> int:
        return sum(gap.outcome == "weak" for gap in self.gaps)

    @property
    def bad(self) -> int:
        return sum(gap.bad for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class GapPage:
    """Some of the groups of gaps, with their subjects; `total` counts all groups, `gaps` all gaps."""

    groups: tuple[GapGroup, ...]
    total: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Pin:
    """The passage that answers a question, in the wording that a moderator confirmed."""

    id: int
    guild: int | None
    question: str
    passage: PassageMark
    at: datetime


@dataclass(frozen=True, slots=True)
class PlacedPin:
    """A pin and where its passage is now; `episode` is `None` where it is gone."""

    pin: Pin
    episode: Episode | None = None
    segment: int = 0
    start: float | None = None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """How a day's questions ended (UTC)."""

    day: date
    answered: int
    weak: int
    refused: int


@dataclass(frozen=True, slots=True)
class Stats:
    """A server's figures over some days. `median` and `slow` (95th percentile) are seconds of an answer.

    `cited` are the ids of the most cited episodes, each with the number of answers that cite it.
    """

    days: tuple[DayFigures, ...]
    good: int = 0
    bad: int = 0
    cited: tuple[tuple[str, int], ...] = ()
    cost: float | None = None
    median: float | None = None
    slow: float | None = None

    @property
    def answered(self) -> int:
        return _total(self.days, "answered")

    @property
    def weak(self) -> int:
        return _total(self.days, "weak")

    @property
    def refused(self) -> int:
        return _total(self.days, "refused")

    @property
    def questions(self) -> int:
        return self.answered + self.weak + self.refused


def _total(days: Sequence[DayFigures], name: str) -> int:
    return sum(getattr(day, name) for day in days)
