"""Tell files that hold several recordings or tracks one after the other, and times that begin at one hour."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.errors import TranscriptError
from retrieval.transcripts.raw_lines import RawLine
from retrieval.transcripts.timestamps import format_timestamp

_MAX_RUNS = 12
_MIN_RUN_LINES = 2
_SLIP_SECONDS = 2.0
_MIN_SHARE_BEFORE = 0.5
"""The share of a later run's lines, or of those above it, that must begin before the end of those above."""
_MAX_OVERLAP = 0.25
"""The share of the shorter track's time in which both may be heard; of two recordings it is nearly all."""
_HOUR = 3600.0
_LEADING_SECONDS = 60.0


def in_one_order(lines: Sequence[RawLine], name: str) -> tuple[list[RawLine], str]:
    """Return the lines in the order of time, and a note if they were two tracks one after the other.

    Raises TranscriptError for several recordings in one file.
    """
    bounds = _run_starts(lines)
    if not bounds:
        return list(lines), ""
    at = lines[bounds[0]]
    runs = [list(lines[a:b]) for a, b in pairwise([0, *bounds, len(lines)])]
    if _overlap(runs) > _MAX_OVERLAP:
        raise TranscriptError(
            f"{name}, {at.place}: the times begin again at {format_timestamp(at.start or 0)}, so "
            f"{len(runs)} parts were joined in one file; split it there and add each part separately."
        )
    ordered = sorted(lines, key=lambda line: line.start or 0.0)
    return ordered, (
        f"{len(runs)} tracks follow one another (the second from {at.place}), and were put in the "
        "order of their times"
    )


def _run_starts(lines: Sequence[RawLine]) -> list[int]:
    """Return where a later run of ordered times begins, which starts before the times above it."""
    if any(line.start is None for line in lines):
        return []
    starts = [line.start or 0.0 for line in lines]
    bounds = [i for i in range(1, len(starts)) if starts[i] < starts[i - 1] - _SLIP_SECONDS]
    if not bounds or len(bounds) >= _MAX_RUNS:
        return []
    for low, high in pairwise([0, *bounds, len(lines)]):
        if high - low < _MIN_RUN_LINES:
            return []
    for (low, at), (_, high) in pairwise(pairwise([0, *bounds, len(lines)])):
        latest = max(starts[low:at])
        before = sum(start < latest for start in starts[at:high])
        if before < max(_MIN_RUN_LINES, _MIN_SHARE_BEFORE * min(at - low, high - at)):
            return []
    return bounds


def _overlap(runs: Sequence[Sequence[RawLine]]) -> float:
    """Return the share of the shortest run's time in which another run is heard too."""
    spans = sorted(
        (line.start or 0.0, _end(line, below), k)
        for k, run in enumerate(runs)
        for line, below in zip(run, [*run[1:], None], strict=True)
    )
    lengths = [0.0] * len(runs)
    both = 0.0
    latest = [0.0] * len(runs)
    for start, end, k in spans:
        lengths[k] += end - start
        others = max((time for i, time in enumerate(latest) if i != k), default=0.0)
        both += max(0.0, min(end, others) - start)
        latest[k] = max(latest[k], end)
    return both / (min(lengths) or 1.0)


def _end(line: RawLine, below: RawLine | None) -> float:
    start = line.start or 0.0
    if line.end is not None:
        return max(start, line.end)
    return max(start, below.start or start) if below else start


def from_zero(lines: Sequence[RawLine], duration: float | None) -> tuple[list[RawLine], str]:
    """Return the lines of a recording whose times begin at one hour moved to 0, and a note if they were.

    Editors' timelines begin at 01:00:00. A recording that lasts longer than the last time is not moved.
    """
    starts = [line.start for line in lines if line.start is not None]
    if not starts or min(starts) < _HOUR or starts[0] > _HOUR + _LEADING_SECONDS:
        return list(lines), ""
    if duration is not None and duration > max(starts):
        return list(lines), ""
    moved = [
        replace(
            line,
            start=None if line.start is None else line.start - _HOUR,
            end=None if line.end is None else max(0.0, line.end - _HOUR),
            marks=tuple(mark._replace(time=mark.time - _HOUR) for mark in line.marks),
        )
        for line in lines
    ]
    return moved, "the times begin at one hour, as on an editor's timeline, and were moved to 0:00:00"
