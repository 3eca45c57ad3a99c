"""Makes cues of entries: times in order, those between stated ones reckoned."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from retrieval.errors import TranscriptError
from retrieval.models import Cue
from retrieval.transcripts.raw_lines import RawLine
from retrieval.transcripts.time_interpolation import interpolate_starts
from retrieval.transcripts.timestamps import format_timestamp

MAX_SLIP_SECONDS = 2.0
"""Seconds by which a time may lie before the one above it and still be read as that one."""
MAX_OUT_OF_ORDER_SHARE = 0.05
"""The share of times that may be out of order before a file is taken for broken."""


def to_cues(entries: Sequence[RawLine], name: str, duration: float | None = None) -> tuple[Cue, ...]:
    """The entries as cues, with starts and ends in order and what lies between stated times estimated.

    A start that slips back by a moment is moved to the start before it. A start that contradicts its
    neighbours by more is dropped and estimated; where many do, TranscriptError names the first. An end that
    reaches into the next cue is cut there. Before the first and after the last stated time, what was said is
    placed by the pace of the rest.
    """
    entries = [entry for entry in entries if entry.text]
    if not entries:
        raise TranscriptError(f"{name} holds no words of a transcript.")
    entries = _in_order(entries, name)
    starts, finish = interpolate_starts(entries, duration)
    ends = _ends(entries, starts, finish)
    return tuple(
        Cue(entry.text, start, end, entry.speaker, entry.inferred, entry.estimated or entry.start is None)
        if start is not None
        else Cue(entry.text, None, None, entry.speaker, entry.inferred)
        for entry, start, end in zip(entries, starts, ends, strict=True)
    )


def _in_order(entries: Sequence[RawLine], name: str) -> list[RawLine]:
    """The entries without the starts that contradict the longest run of starts in order."""
    ordered = list(entries)
    stated: list[tuple[int, float]] = []
    above = 0.0
    for i, entry in enumerate(entries):
        if entry.start is not None:
            start = round(entry.start, 3)
            above = above if above - MAX_SLIP_SECONDS <= start < above else start
            stated.append((i, above))
            ordered[i] = replace(entry, start=above)
    kept = set(_longest_rise([start for _, start in stated]))
    dropped = [i for k, (i, _) in enumerate(stated) if k not in kept]
    for i in dropped:
        ordered[i] = replace(entries[i], start=None, end=None)
    if len(dropped) > MAX_OUT_OF_ORDER_SHARE * len(stated):
        first = entries[dropped[0]]
        raise TranscriptError(
            f"{name}, {first.place}: the time {format_timestamp(first.start or 0)} is out of order."
        )
    return ordered


def _longest_rise(values: Sequence[float]) -> list[int]:
    """The positions of a longest non-decreasing subsequence."""
    tails: list[float] = []
    positions: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        length = bisect_right(tails, value)
        before.append(positions[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        positions[length : length + 1] = [i]
    rise = []
    at = positions[-1] if positions else -1
    while at >= 0:
        rise.append(at)
        at = before[at]
    return rise[::-1]


def _ends(
    entries: Sequence[RawLine], starts: Sequence[float | None], finish: float | None
) -> list[float | None]:
    ends: list[float | None] = []
    for i, (entry, start) in enumerate(zip(entries, starts, strict=True)):
        ceiling = starts[i + 1] if i + 1 < len(starts) else None
        end = entry.end if entry.end is not None else ceiling
        if end is None and i + 1 == len(starts):
            end = finish
        if end is not None and ceiling is not None:
            end = min(end, ceiling)
        ends.append(None if end is None or start is None else max(start, round(end, 3)))
    return ends
