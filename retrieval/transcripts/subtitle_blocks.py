"""The blocks of subtitle files in any format: lines shown from one time to another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.transcripts.format import Problem
from retrieval.transcripts.timestamps import parse_loose_time

_TIME = r"-?\d[\d:.,;]{0,20}"
_ARROW = r"[ \t]*(?:-{1,3}|[\u2013\u2014]{1,2}|=) ?>[ \t]*"
ARROW = re.compile(rf"[ \t]*({_TIME}){_ARROW}(?:({_TIME})(?=\s|$)|$)")
_MEANT_AS_TIMES = re.compile(rf"[ \t]*-?\d[\d.,;]{{0,8}}:[^ \t\n]{{1,20}}{_ARROW}")
_TIMES_AFTER_ANYTHING = re.compile(r"[^\n]{1,30}-->[ \t]*\d{1,3}:\d{2}:\d{2}[.,]\d{3}[ \t]*$")
_SPLIT_TIME = re.compile(r"(?<=[:.,])[ \t]+(?=\d)|(?<=\d)[ \t]+(?=[:.,])")
_SECONDS = re.compile(r"-?\d{1,6}(?:\.\d{1,9})?")
_SUBTITLE_TAG = re.compile(
    r"<[^<>\n]{0,500}>|\{\\[^{}\n]{0,200}\}"
)  # WebVTT and HTML tags; SubStation positions
_WORD_TIME = re.compile(r"<\d[\d:.]{4,14}>")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a subtitle with their tags, the number of its first line, and its times in seconds.

    `end` is `None` if the file doesn't state it, as where it was cut off. `speaker` is set by formats that
    state it apart from the text.
    """

    line: int
    start: float
    end: float | None
    lines: tuple[str, ...]
    speaker: str | None = None

    @property
    def has_word_times(self) -> bool:
        return any(_WORD_TIME.search(line) for line in self.lines)


class Times(NamedTuple):
    """The times of a subtitle in seconds; `start` is `None` where they are meant as times but unreadable."""

    start: float | None
    end: float | None = None


class Blocks(NamedTuple):
    """What a file of subtitles holds, and the places that were left out."""

    blocks: list[Block]
    problems: list[Problem]


def has_arrow(line: str) -> bool:
    """Return whether a line states the times of a subtitle, with clocks on both sides of an arrow."""
    found = _arrow(line)
    return bool(found and ":" in found[1])


def _arrow(line: str) -> re.Match[str] | None:
    """Return the times around an arrow; translating programs put blanks into them: `00: 01: 02,000`."""
    return ARROW.match(line) or ARROW.match(_SPLIT_TIME.sub("", line[:80]))


def states_seconds(lines: Iterable[str]) -> bool:
    """Return whether a file of subtitles has its times in seconds: no line has clocks around an arrow."""
    return not any(has_arrow(line) for line in lines if ">" in line)


def parse_times(line: str, *, in_seconds: bool = False) -> Times | None:
    """Return the times of a line `00:00:01,000 --> 00:00:02,000`; `None` for lines that are text.

    A time before 0, which editors write when they shift subtitles, is read as 0. The end may be missing.
    An arrow in the text (`3 --> 4 is the step`) makes no line of times, unless all times are `in_seconds`.
    """
    if ">" not in line:
        return None
    found = _arrow(line)
    if found is None:
        is_meant = _MEANT_AS_TIMES.match(line) or _TIMES_AFTER_ANYTHING.match(line)
        return Times(None) if is_meant else None
    if ":" not in found[1] and not _is_in_seconds(line, found, in_seconds):
        return None
    start, end = _parse_time(found[1]), _parse_time(found[2]) if found[2] else None
    return Times(None) if start is None or (found[2] and end is None) else Times(start, end)


def _is_in_seconds(line: str, found: re.Match[str], in_seconds: bool) -> bool:
    if not _SECONDS.fullmatch(found[1]) or not _SECONDS.fullmatch(found[2] or "0"):
        return False
    is_alone = not line[found.end() :].strip()
    return is_alone and (in_seconds or ("." in found[1] and "." in (found[2] or "")))


def unreadable(number: int, line: str, text: str) -> Problem:
    """Return the problem of a line that is meant as times and can't be read, with the text below it."""
    return Problem(f"line {number}", f"\u201c{line.strip()[:60]}\u201d isn't a valid time", text)


def _parse_time(text: str) -> float | None:
    time = parse_loose_time(text.removeprefix("-"))
    return 0.0 if time is not None and text.startswith("-") else time


def strip_tags(text: str) -> str:
    """Return `text` without tags. What only looks like a tag, as in `a < b`, stays."""
    return _SUBTITLE_TAG.sub(_kept_part, text)


def _kept_part(tag: re.Match[str]) -> str:
    return "" if re.match(r"</?[a-zA-Z\d]|\{", tag[0]) else tag[0]
