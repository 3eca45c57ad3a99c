"""The blocks of subtitle files in any format: lines shown from one time to another."""

import re
from dataclasses import dataclass

from retrieval.errors import TranscriptError
from retrieval.transcripts.timestamps import parse_timestamp

ARROW = re.compile(r"[ \t]*(-?\d[\d:.,]{2,20})[ \t]*-->(?:[ \t]*(-?\d[\d:.,]{2,20})(?=\s|$)|[ \t]*$)")
_MEANT_AS_TIMES = re.compile(r"[ \t]*-?\d")
_SUBTITLE_TAG = re.compile(
    r"<[^<>\n]{0,500}>|\{\\[^{}\n]{0,200}\}"
)  # WebVTT and HTML tags; SubStation positions
_WORD_TIME = re.compile(r"<\d[\d:.]{4,14}>")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a subtitle with their tags, the number of its first line, and its times in seconds.

    `end` is `None` if the file doesn't state it, as where it was cut off.
    """

    line: int
    start: float
    end: float | None
    lines: tuple[str, ...]

    @property
    def has_word_times(self) -> bool:
        return any(_WORD_TIME.search(line) for line in self.lines)


def parse_times(line: str, number: int, name: str) -> tuple[float, float | None] | None:
    """Return start and end, in seconds, of a line `00:00:01,000 --> 00:00:02,000`; `None` for other lines.

    A time before 0, which editors write when they shift subtitles, is read as 0. The end may be missing.

    Raises TranscriptError for a line that is meant as one (a digit, then an arrow) and can't be read.
    """
    if "-->" not in line or not _MEANT_AS_TIMES.match(line):
        return None
    found = ARROW.match(line)
    start = _parse_time(found[1]) if found else None
    end = _parse_time(found[2]) if found and found[2] else None
    if start is None or (found and found[2] and end is None):
        shown = line.strip()[:60]
        raise TranscriptError(f"{name}, line {number}: \u201c{shown}\u201d is not a time of a recording.")
    return start, end


def _parse_time(text: str) -> float | None:
    time = parse_timestamp(text.removeprefix("-"))
    return 0.0 if time is not None and text.startswith("-") else time


def strip_tags(text: str) -> str:
    """Return `text` without tags. What only looks like a tag, as in `a < b`, stays."""
    return _SUBTITLE_TAG.sub(_kept_part, text)


def _kept_part(tag: re.Match[str]) -> str:
    return "" if re.match(r"</?[a-zA-Z\d]|\{", tag[0]) else tag[0]
