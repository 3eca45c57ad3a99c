"""Turn parsed lines into cues: put times in order and estimate those that are not stated."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from retrieval.errors import TranscriptError
from retrieval.models import Cue
from retrieval.texts import Text
from retrieval.transcripts.encoding import strip_invisible
from retrieval.transcripts.raw_lines import RawLine
from retrieval.transcripts.time_interpolation import interpolate_starts
from retrieval.transcripts.timestamps import format_timestamp

MAX_SLIP_SECONDS = 2.0
"""Seconds by which a time may precede the one above and be read as that one."""
MAX_OUT_OF_ORDER = 5
"""Times out of order that any file may have, unless they are half of its times."""
MAX_OUT_OF_ORDER_SHARE = 0.05
"""The share of times out of order from which a file counts as broken, if that is more."""


def to_cues(
    lines: Sequence[RawLine], name: str, duration: float | None = None
) -> tuple[tuple[Cue, ...], list[str]]:
    """Return the lines with text as cues, with starts and ends in order and missing times estimated.

    A sentence is returned for each time that was dropped.

    A start at most two seconds before the previous one is moved to it. A start that contradicts its
    neighbours by more is dropped and estimated. An end after the next start is moved to it. Before the first
    and after the last stated time, times are estimated by the pace of the rest. Raises TranscriptError for a
    file without words, or with more than five times and 5 % of its times out of order, naming the first.
    """
    lines = [clean for line in lines if (clean := _cleaned(line)).text]
    if not lines:
        raise TranscriptError(Text("{name} contains no words of a transcript.", name=name))
    lines, slips = _in_order(lines, name)
    starts, finish = interpolate_starts(lines, duration)
    ends = _ends(lines, starts, finish)
    cues = tuple(
        Cue(
            line.text,
            start,
            end,
            speaker=line.speaker,
            inferred=line.inferred,
            estimated=start is not None and (line.estimated or line.start is None),
        )
        for line, start, end in zip(lines, starts, ends, strict=True)
    )
    return cues, slips


def _cleaned(line: RawLine) -> RawLine:
    text, speaker = strip_invisible(line.text), strip_invisible(line.speaker or "") or None
    return line if (text, speaker) == (line.text, line.speaker) else replace(line, text=text, speaker=speaker)


def _in_order(lines: Sequence[RawLine], name: str) -> tuple[list[RawLine], list[str]]:
    """Return the lines without the starts that are not in the longest sequence of starts in order."""
    ordered = list(lines)
    stated: list[tuple[int, float]] = []
    above = 0.0
    for i, line in enumerate(lines):
        if line.start is not None:
            start = round(line.start, 3)
            above = above if above - MAX_SLIP_SECONDS <= start < above else start
            stated.append((i, above))
            ordered[i] = replace(line, start=above)
    kept = set(_longest_non_decreasing([start for _, start in stated]))
    dropped = [i for k, (i, _) in enumerate(stated) if k not in kept]
    for i in dropped:
        ordered[i] = replace(lines[i], start=None, end=None)
    if len(dropped) > max(MAX_OUT_OF_ORDER, MAX_OUT_OF_ORDER_SHARE * len(stated)) or (
        2 * len(dropped) >= len(stated) > 0
    ):
        first = lines[dropped[0]]
        raise TranscriptError(f"{name}, {_out_of_order(first)}.")
    return ordered, [f"Left out a time in {_out_of_order(lines[i])}; it was estimated." for i in dropped]


def _out_of_order(line: RawLine) -> str:
    return f"{line.place}: the time {format_timestamp(line.start or 0)} is out of order"


def _longest_non_decreasing(values: Sequence[float]) -> list[int]:
    """Return the positions of a longest non-decreasing subsequence."""
    tails: list[float] = []
    positions: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        length = bisect_right(tails, value)
        before.append(positions[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        positions[length : length + 1] = [i]
    chosen = []
    at = positions[-1] if positions else -1
    while at >= 0:
        chosen.append(at)
        at = before[at]
    return chosen[::-1]


def _ends(
    lines: Sequence[RawLine], starts: Sequence[float | None], finish: float | None
) -> list[float | None]:
    ends: list[float | None] = []
    for i, (line, start) in enumerate(zip(lines, starts, strict=True)):
        ceiling = starts[i + 1] if i + 1 < len(starts) else None
        end = line.end if line.end is not None else ceiling
        if end is None and i + 1 == len(starts):
            end = finish
        if end is not None and ceiling is not None:
            end = min(end, ceiling)
        ends.append(None if end is None or start is None else max(start, round(end, 3)))
    return ends
