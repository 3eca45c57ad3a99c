"""What is stored about a person, by whom it can be found, shown and deleted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.texts import Text

KeptFor = Literal["questions", "gaps", "log"]


@dataclass(frozen=True, slots=True)
class KeepDays:
    """How many days something is kept: the text of questions, how questions ended (`gaps`), the audit log.

    With 0, no question's text, or nothing of how questions ended and no verdict, is stored.
    """

    questions: int = 0
    gaps: int = 90
    log: int = 180


@dataclass(frozen=True, slots=True)
class Person:
    """A Discord user; `pseudonyms_in` returns the keyed hashes that stand for them in a guild or in private.

    They are several where the key has changed.
    """

    id: int
    pseudonyms_in: Callable[[int | None], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StoredRecords:
    """The records of one kind about a person; `what` and `until` are plain words for that person.

    `is_deletable` is False for what the bot still needs; `until` then says when it goes. Where `kept_for`
    names a field of `KeepDays`, `{days}` in `until` stands for it.
    """

    name: str
    what: str
    until: Text
    records: Sequence[Mapping[str, object]] = ()
    is_deletable: bool = True
    kept_for: KeptFor | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question that was kept because the host wants that; `at` is an ISO 8601 time."""

    guild: int | None
    question: str
    status: str
    at: str
