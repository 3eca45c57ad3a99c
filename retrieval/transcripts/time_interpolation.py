"""Estimate times that a transcript doesn't state, by the words between the stated times around them."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from retrieval.transcripts.raw_lines import RawLine, TimeMark

_MIN_STRETCH_WORDS = 30
"""Words between two stated times from which the pace is measured."""
_MIN_STRETCHES = 3
"""Stretches of `_MIN_STRETCH_WORDS` that are needed to know the pace."""


def interpolate_starts(
    lines: Sequence[RawLine], duration: float | None
) -> tuple[list[float | None], float | None]:
    """Return the start of each line, stated or estimated, and the end of the last word if it can be told.

    All times and the `duration` of the recording are in seconds. Without any stated time all are `None`.
    """
    marks, words = _marks(lines)
    if not marks:
        return [None] * len(lines), None
    marks = _extended(marks, words, duration)
    starts: list[float | None] = []
    words = at = 0
    for line in lines:
        while at + 1 < len(marks) and marks[at + 1].words_before <= words:
            at += 1
        starts.append(_interpolate(marks, at, words) if line.start is None else line.start)
        words += len(line.text.split())
    return starts, marks[-1].time if marks[-1].words_before == words else None


def _marks(lines: Sequence[RawLine]) -> tuple[list[TimeMark], int]:
    """Return the stated times in order, without marks that contradict the starts, and the count of words."""
    firm: list[TimeMark] = []
    loose: list[TimeMark] = []
    words = 0
    for line in lines:
        if line.start is not None:
            firm.append(TimeMark(words, line.start))
        loose += [TimeMark(words + before, round(time, 3)) for before, time in line.marks]
        words += len(line.text.split())
    marks: list[TimeMark] = []
    for position, time, stated in sorted(
        [(*mark, True) for mark in firm] + [(*mark, False) for mark in loose]
    ):
        following = bisect_right(firm, position, key=lambda mark: mark.words_before)
        ceiling = firm[following].time if following < len(firm) else float("inf")
        floor = marks[-1].time if marks else 0.0
        if stated or floor <= time <= ceiling:
            marks.append(TimeMark(position, max(time, floor)))
    return marks, words


def _extended(marks: Sequence[TimeMark], words: int, duration: float | None) -> list[TimeMark]:
    """Return the stated times with one for the first word and, if it can be told, for the end of the last.

    In eight real episodes with a time every four minutes, the median error of the next time is 20 s when
    extrapolated by pace and 4 s when interpolated between two times. Interpolating the first words from 0:00
    would be off by up to three minutes, because music and announcements come before them.
    """
    pace = _pace(marks)
    first, last = marks[0], marks[-1]
    lead = pace * first.words_before if pace else first.time
    extended = [TimeMark(0, round(max(0.0, first.time - lead), 3)), *marks]
    if duration is not None and duration >= last.time:
        extended.append(TimeMark(words, round(duration, 3)))
    elif pace:
        end = last.time + pace * (words - last.words_before)
        extended.append(TimeMark(words, round(end, 3)))
    return extended


def _pace(marks: Sequence[TimeMark]) -> float | None:
    """Return the median seconds per word between stated times; `None` if there are too few stretches."""
    paces = [
        (later - earlier) / (after - before)
        for (before, earlier), (after, later) in pairwise(marks)
        if after - before >= _MIN_STRETCH_WORDS
    ]
    return median(paces) if len(paces) >= _MIN_STRETCHES else None


def _interpolate(marks: Sequence[TimeMark], at: int, words: int) -> float:
    before, earlier = marks[at]
    if at + 1 == len(marks):
        return earlier
    after, later = marks[at + 1]
    return min(later, round(earlier + (later - earlier) * (words - before) / (after - before), 3))
