"""Bring the beginnings of lines into the usual form where all lines of a text begin in an unusual one."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from retrieval.transcripts.timestamps import parse_loose_time

_MIN_LINES = 3
_MAX_NAME_WORDS = 4
_MIN_SHARE = 0.9
_NUMBERED = re.compile(r"(\d{1,5})[.)][ \t]+(?=\D)")
_BULLET = re.compile(r"[*\u2022+][ \t]+(?=\S)")
_SECONDS = re.compile(r"(?:\[[ ]?(\d{1,6}\.\d{1,3}) ?s?[ ]?\]|(\d{1,6}\.\d{1,3})s?:)[ \t]+(?=\D)")
_ONE_LINE = re.compile(
    r"(?:\d{1,5}[ \t]+)?(\d{1,2}:\d{2}:\d{2}[.,]\d{3})[ \t]*-{1,2}>[ \t]*(\d{1,2}:\d{2}:\d{2}[.,]\d{3})"
    r":?[ \t]+(?=\S)"
)
"""A subtitle on one line, with its number or without."""
_NAME_AND_DASH = re.compile(r"([^\W\d_][^\n:.?!,\u2014\u2013]{1,40}?)[ \t]+[\u2014\u2013][ \t]+(?=\S)")
_SMALL_NAME = re.compile(r"([a-z][a-z.' -]{1,30}):[ \t]+(?=\S)")
"""A name or a role without capitals."""
_Numbered = list[tuple[int, str]]


def usual_starts(lines: _Numbered) -> _Numbered:
    """Return (line number, line) pairs without numbers and bullets, and with marks after times and names."""
    written, lines = lines, [(number, line.strip()) for number, line in lines]
    stripped = lines
    if _all(lines, _NUMBERED, lambda found: _are_counted([int(match[1]) for match in found])):
        lines = _replaced(lines, _NUMBERED, lambda _: "")
    if _all(lines, _BULLET):
        lines = _replaced(lines, _BULLET, lambda _: "")
    if _all(lines, _SECONDS, lambda found: _are_sorted([float(match[1] or match[2]) for match in found])):
        lines = _replaced(lines, _SECONDS, lambda match: f"[{_clock(float(match[1] or match[2]))}] ")
    if _all(lines, _ONE_LINE):
        lines = _replaced(lines, _ONE_LINE, lambda match: f"[{match[1]} --> {match[2]}] ")
    if _all(lines, _NAME_AND_DASH, _are_names):
        lines = _replaced(lines, _NAME_AND_DASH, lambda match: f"{match[1]}: ")
    if _all(lines, _SMALL_NAME, _are_names):
        lines = _replaced(lines, _SMALL_NAME, lambda match: f"{match[1].title()}: ")
    return written if lines is stripped else lines


def _all(
    lines: _Numbered, pattern: re.Pattern[str], fits: Callable[[list[re.Match[str]]], bool] = bool
) -> bool:
    """Return whether nearly all lines begin so, and together as they should."""
    found = [match for _, line in lines if (match := pattern.match(line))]
    return len(found) >= max(_MIN_LINES, _MIN_SHARE * len(lines)) and fits(found)


def _replaced(lines: _Numbered, pattern: re.Pattern[str], made: Callable[[re.Match[str]], str]) -> _Numbered:
    return [
        (number, pattern.sub(made, line, count=1) if pattern.match(line) else line) for number, line in lines
    ]


def _are_counted(numbers: list[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(numbers))


def _are_sorted(times: list[float]) -> bool:
    return times == sorted(times) and times[0] < times[-1] and parse_loose_time(str(times[-1])) is not None


def _are_names(found: list[re.Match[str]]) -> bool:
    """Return whether what lines begin with are names: few, of few words, each of them recurring."""
    counts = Counter(match[1] for match in found)
    is_short = all(len(name.split()) <= _MAX_NAME_WORDS for name in counts)
    return is_short and len(counts) > 1 and len(counts) <= len(found) // 2 and min(counts.values()) > 1


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 3600}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"
