"""What every format is first read into, and how entries become cues whose times never go backward."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.errors import TranscriptError
from retrieval.models import Cue
from retrieval.transcripts.clock import shown

SLIP = 2.0
"""Seconds by which a time may lie before the one above it and still be read as that one."""
TOLERATED = 0.05
"""The share of times that may be out of order before a file is taken for broken."""

_Anchor = tuple[int, float]  # how many words are spoken before it, seconds


@dataclass(frozen=True, slots=True)
class Entry:
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
    marks: tuple[_Anchor, ...] = ()


def plain(text: str) -> str:
    """`text` with every run of white space made one space."""
    return " ".join(text.split())


def to_cues(entries: Sequence[Entry], name: str, duration: float | None = None) -> tuple[Cue, ...]:
    """The entries as cues, with starts and ends in order and what lies between stated times estimated.

    A start that slips back by a moment is moved to the start before it. A start that contradicts its
    neighbours by more is dropped and estimated; where many do, TranscriptError names the first. An end that
    reaches into the next cue is cut there. After the last stated time nothing bounds a guess, so entries
    there keep that time as the earliest possible one and have no end.
    """
    entries = [entry for entry in entries if entry.text]
    if not entries:
        raise TranscriptError(f"{name} holds no words of a transcript.")
    entries = _in_order(entries, name)
    starts = _starts(entries, duration)
    ends = _ends(entries, starts, duration)
    return tuple(
        Cue(entry.text, start, end, entry.speaker, entry.inferred, entry.estimated or entry.start is None)
        if start is not None
        else Cue(entry.text, None, None, entry.speaker, entry.inferred)
        for entry, start, end in zip(entries, starts, ends, strict=True)
    )


def _in_order(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The entries without the starts that contradict the longest run of starts in order."""
    stated = [(i, round(entry.start, 3)) for i, entry in enumerate(entries) if entry.start is not None]
    kept = {stated[k][0] for k in _longest_rise([start for _, start in stated])}
    ordered = list(entries)
    floor, dropped = 0.0, []
    for i, start in stated:
        if i in kept:
            floor = start
        elif not floor - SLIP <= start <= floor:
            dropped.append(i)
            ordered[i] = replace(entries[i], start=None, end=None)
            continue
        ordered[i] = replace(entries[i], start=floor)
    if len(dropped) > TOLERATED * len(stated):
        first = entries[dropped[0]]
        raise TranscriptError(f"{name}, {first.place}: the time {shown(first.start or 0)} is out of order.")
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


def _starts(entries: Sequence[Entry], duration: float | None) -> list[float | None]:
    """Each entry's start; where none is stated, by the words between the stated times around it."""
    anchors = _anchors(entries, duration)
    if not anchors:
        return [None] * len(entries)
    starts: list[float | None] = []
    words = at = 0
    for entry in entries:
        while at + 1 < len(anchors) and anchors[at + 1][0] <= words:
            at += 1
        starts.append(_interpolated(anchors, at, words) if entry.start is None else entry.start)
        words += len(entry.text.split())
    return starts


def _anchors(entries: Sequence[Entry], duration: float | None) -> list[_Anchor]:
    """The stated times in order, from the recording's own start to its end where that is known."""
    firm: list[_Anchor] = []
    loose: list[_Anchor] = []
    words = 0
    for entry in entries:
        if entry.start is not None:
            firm.append((words, entry.start))
        loose += [(words + before, round(time, 3)) for before, time in entry.marks]
        words += len(entry.text.split())
    if not firm and not loose:
        return []
    firm.insert(0, (0, 0.0))
    if duration is not None and duration >= firm[-1][1]:
        firm.append((words, duration))
    anchors = [firm[0]]
    for mark in sorted([(*anchor, True) for anchor in firm[1:]] + [(*anchor, False) for anchor in loose]):
        position, time, is_firm = mark
        following = bisect_right(firm, position, key=lambda anchor: anchor[0])
        ceiling = firm[following][1] if following < len(firm) else float("inf")
        if is_firm or anchors[-1][1] <= time <= ceiling:
            anchors.append((position, max(time, anchors[-1][1])))
    return anchors


def _interpolated(anchors: Sequence[_Anchor], at: int, words: int) -> float:
    before, earlier = anchors[at]
    if at + 1 == len(anchors):
        return earlier
    after, later = anchors[at + 1]
    return min(later, round(earlier + (later - earlier) * (words - before) / (after - before), 3))


def _ends(
    entries: Sequence[Entry], starts: Sequence[float | None], duration: float | None
) -> list[float | None]:
    ends: list[float | None] = []
    for i, (entry, start) in enumerate(zip(entries, starts, strict=True)):
        following = starts[i + 1] if i + 1 < len(starts) else None
        end = entry.end if entry.end is not None else following
        if end is None and i + 1 == len(starts):
            end = duration
        if end is None or start is None:
            ends.append(None)
        else:
            ends.append(max(start, min(round(end, 3), end if following is None else following)))
    return ends
