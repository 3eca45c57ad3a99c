"""The passages that a transcript in any format is first parsed into."""

from dataclasses import dataclass
from typing import NamedTuple


class TimeMark(NamedTuple):
    """A stated time in seconds, and the number of words that are spoken before it."""

    words_before: int
    time: float


@dataclass(frozen=True, slots=True)
class RawLine:
    """One passage of a file as written, with times in seconds.

    `place` names it in error messages ("line 12"). `inferred` marks a speaker, `estimated` a start that the
    file doesn't state. `marks` are the times stated inside the text.
    """

    text: str
    place: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    inferred: bool = False
    estimated: bool = False
    marks: tuple[TimeMark, ...] = ()


def collapse_spaces(text: str) -> str:
    """Return `text` with every run of white space replaced by one space."""
    return " ".join(text.split())
