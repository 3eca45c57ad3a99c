"""What every format is first read into."""

from dataclasses import dataclass

TimeMark = tuple[int, float]
"""A stated time: how many words are spoken before it, seconds."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """One passage of a file as written. `place` names it in messages ("line 12").

    `marks` are times stated inside the text, each with the number of words before it.
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
    """`text` with every run of white space made one space."""
    return " ".join(text.split())
