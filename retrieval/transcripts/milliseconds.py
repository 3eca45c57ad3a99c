"""Tell times in milliseconds from times in seconds by how fast people would have to speak."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

MAX_SECONDS_PER_WORD = 90.0
"""Seconds for a word beyond which the times must be milliseconds: people need a third of a second."""


def are_milliseconds(passages: Sequence[tuple[float | None, float | None, str]]) -> bool:
    """Return whether the times of passages (start, end, text), as written, are milliseconds."""
    times = [time for start, end, _ in passages for time in (start, end) if time is not None]
    if not times or any(time != int(time) for time in times if abs(time) < 1e15):
        return False
    paces = [
        (end - start) / max(1, len(text.split()))
        for start, end, text in passages
        if start is not None and end is not None and text.strip()
    ]
    if not paces:
        starts = [(start, text) for start, _, text in passages if start is not None]
        paces = [(b - a) / max(1, len(text.split())) for (a, text), (b, _) in pairwise(starts)]
    return bool(paces) and median(paces) > MAX_SECONDS_PER_WORD
