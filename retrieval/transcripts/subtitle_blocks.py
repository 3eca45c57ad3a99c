"""What subtitle files are made of, whatever their format: lines shown from one time to another."""

import re
from dataclasses import dataclass

from retrieval.errors import TranscriptError
from retrieval.transcripts.timestamps import parse_timestamp

ARROW = re.compile(r"[ \t]*(\d[\d:.,]{2,20})[ \t]*-->[ \t]*(\d[\d:.,]{2,20})(?=\s|$)")
_TAG = re.compile(r"<[^<>\n]{0,500}>|\{\\[^{}\n]{0,200}\}")  # WebVTT and HTML tags; SubStation positions
_WORD_TIME = re.compile(r"<\d[\d:.]{4,14}>")


@dataclass(frozen=True, slots=True)
class Block:
    """`lines` of text, still with their tags, that begin at `line` of the file; times in seconds."""

    line: int
    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def has_word_times(self) -> bool:
        return any(_WORD_TIME.search(line) for line in self.lines)


def parse_times(line: str, number: int, name: str) -> tuple[float, float] | None:
    """Start and end of a line `00:00:01,000 --> 00:00:02,000`; `None` where it is no such line.

    Raises TranscriptError where it is meant as one (an arrow after a digit) and can't be read.
    """
    if "-->" not in line or not line.lstrip()[:1].isdigit():
        return None
    found = ARROW.match(line)
    start, end = (parse_timestamp(part) for part in found.groups()) if found else (None, None)
    if start is None or end is None:
        shown = line.strip()[:60]
        raise TranscriptError(f"{name}, line {number}: \u201c{shown}\u201d is not a time of a recording.")
    return start, end


def strip_tags(text: str) -> str:
    """`text` without markup. What is no tag, as in `a < b`, stays."""
    return _TAG.sub(_kept, text)


def _kept(tag: re.Match[str]) -> str:
    return "" if re.match(r"</?[a-zA-Z\d]|\{", tag[0]) else tag[0]
