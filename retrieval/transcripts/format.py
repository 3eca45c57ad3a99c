"""What a format of transcripts is, and what its reader makes of a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from retrieval.models import Details
from retrieval.transcripts.content import Content
from retrieval.transcripts.raw_lines import RawLine

Family = Literal["subtitles", "JSON", "markup", "table", "text"]
"""How a file mixes spoken words with other text, for the check that no word gets lost."""


class Problem(NamedTuple):
    """A place of a file that was left out (`line 12`), why, and the words that stood there."""

    place: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The passages of a file in its order, what it says of its episode, and what was left out.

    `duration` is that of the recording in seconds, if the file states it. `unspoken` is text that belongs to
    the format, such as headings and names of chapters. `text` is what a file says that isn't text itself.
    """

    lines: Sequence[RawLine]
    details: Details = field(default_factory=Details)
    duration: float | None = None
    problems: Sequence[Problem] = ()
    unspoken: Sequence[str] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    """A kind of transcript file.

    `matches` says whether a file is of this kind; the first format that does reads it. `read` raises
    TranscriptError, one sentence, if the file can't be read at all. `origin` and `keeps` are for the
    documentation: which programs write such files, and what is read of them. `sample` is a short file.
    Files of a format that `repeats` state words several times.
    """

    name: str
    origin: str
    keeps: str
    family: Family
    suffixes: tuple[str, ...]
    matches: Callable[[Content], bool]
    read: Callable[[Content], Reading]
    sample: str = field(repr=False)
    repeats: bool = False
