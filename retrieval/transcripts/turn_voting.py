"""Decide by a whole file of text which of its lines begin with times, and which with names of speakers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.transcripts.sounds import is_sound
from retrieval.transcripts.speaker_names import is_unnamed
from retrieval.transcripts.text_lines import TextLine

_MIN_TIMED_SHARE = 0.3
"""The share of lines that must begin with a time; with a line of its own per passage it is one in three."""
_MIN_MARKED_TIMES = 3
"""Times in brackets or on lines of their own, in order, that suffice without `_MIN_TIMED_SHARE`."""
_FEW_LINES = 4
"""In a file of up to this many lines, a name with a time counts although it occurs once."""


@dataclass(frozen=True, slots=True)
class Votes:
    """What the lines of a file begin with: whether times count, and the lines whose names count."""

    are_timed: bool
    named: frozenset[int]
    are_sure: bool = True

    def has_name(self, line: TextLine) -> bool:
        return line.number in self.named


def vote(lines: Sequence[TextLine]) -> Votes:
    """Return which times and names at the beginnings of lines are meant as such."""
    are_timed = _are_timed(lines)
    are_sure = _are_sure(lines)
    named = _timed_names(lines, are_sure=are_sure)
    named |= _names_beside_times(lines) if are_timed else set()
    named |= _names_before_text(lines, are_timed, bool(named))
    return Votes(are_timed, frozenset(named), are_sure)


def _are_sure(lines: Sequence[TextLine]) -> bool:
    """Return whether times after names without any mark are meant as such: most lines with names have one."""
    unsure = [line for line in lines if line.unsure_text is not None]
    named = sum(line.form in ("colon", "timed name") for line in lines)
    names = {line.name for line in unsure}
    return len(unsure) > 2 and 5 * len(unsure) >= 4 * named and len(names) < len(unsure)


def _are_timed(lines: Sequence[TextLine]) -> bool:
    timed = [line for line in lines if line.start is not None]
    if len(timed) >= _MIN_TIMED_SHARE * len(lines) and len(lines) > 1:
        return True
    alone = [line.start or 0.0 for line in timed if line.is_time_alone]
    if len(alone) > 1 and all(a < b for a, b in pairwise(alone)):
        return True
    marked = [line.start for line in timed if line.is_marked_time]
    return len(marked) >= _MIN_MARKED_TIMES and all((a or 0) < (b or 0) for a, b in pairwise(marked))


def _timed_names(lines: Sequence[TextLine], *, are_sure: bool) -> set[int]:
    """Return the lines on which a name and a time are together: `Name [0:00]`, `[Name] 0:00 text`."""
    found = [
        line
        for line in lines
        if line.form and line.inner_start is not None and (are_sure or line.unsure_text is None)
    ]
    return {line.number for line in found} if len(found) > 1 or len(lines) <= _FEW_LINES else set()


def _names_beside_times(lines: Sequence[TextLine]) -> set[int]:
    """Return the lines with a name alone: after a time on the line, or next to a line with a time alone."""
    after = [
        line
        for line, below in _with_next(lines)
        if line.form == "alone" and line.start is not None and below and not _begins_turn(below)
    ]
    starts = [line for line in lines if line.start is not None]
    found = {line.number for line in after} if 5 * len(after) >= 3 * len(starts) else set()
    alone = [line for line in lines if line.is_time_alone]
    beside = [
        name
        for first, second in pairwise(lines)
        for name, time in ((first, second), (second, first))
        if time.is_time_alone and name.form == "alone" and name.start is None
    ]
    names = Counter(line.name for line in beside)
    is_recurring = len(names) < sum(names.values()) or len(alone) <= 3
    if alone and 2 * len(beside) >= len(alone) and is_recurring:
        found |= {line.number for line in beside if names[line.name] > 1 or len(alone) <= 3}
    recurring = Counter(line.name for line in lines if line.number in found)
    is_list = len(recurring) < len(found) or len(found) <= 3
    return found if is_list else set()


def _begins_turn(line: TextLine) -> bool:
    return line.start is not None


def _names_before_text(lines: Sequence[TextLine], are_timed: bool, has_names: bool) -> set[int]:
    """Return the lines that begin with a name before a colon, in brackets, or alone above its text."""
    found: set[int] = set()
    for form in ("colon", "brackets"):
        candidates = [
            line for line in lines if line.form == form and not (form == "brackets" and is_sound(line.name))
        ]
        counts = Counter(line.name for line in candidates)
        timed = sum(line.start is not None for line in candidates)
        names = _accepted(
            counts, len(lines), has_support=are_timed and (2 * timed > len(candidates) or has_names)
        )
        found |= {line.number for line in candidates if line.name in names}
    return found or (set() if has_names or are_timed else _names_above_text(lines))


def _accepted(counts: Counter[str], lines: int, *, has_support: bool) -> frozenset[str]:
    """Return the names of speakers if the file is a list of turns: many lines begin with recurring names."""
    often = {name for name, count in counts.items() if count > 1 or is_unnamed(name)}
    turns = sum(counts[name] for name in often)
    is_list = len(often) > 1 or (bool(often) and (has_support or all(is_unnamed(name) for name in counts)))
    if not is_list or turns * 5 < lines:
        return frozenset()
    return frozenset(counts) if turns * 2 > lines or has_support else frozenset(often)


def _names_above_text(lines: Sequence[TextLine]) -> set[int]:
    """Return the lines with a recurring name alone, each directly above the text of its turn."""
    candidates = [
        line
        for line, below in _with_next(lines)
        if line.form == "alone" and below and below.number <= line.number + 2 and below.form != "alone"
    ]
    counts = Counter(line.name for line in candidates)
    often = {name for name, count in counts.items() if count > 1}
    turns = sum(counts[name] for name in often)
    if len(often) < 2 or 4 * turns < len(lines) or 2 * turns < len(candidates):
        return set()
    return {line.number for line in candidates if line.name in often or turns > len(lines) // 3}


def _with_next(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, TextLine | None]]:
    yield from zip(lines, [*lines[1:], None], strict=False)  # without lines, nothing
