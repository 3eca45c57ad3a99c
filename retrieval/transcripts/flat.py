"""Plain text: turns `Name: text` where the file has them, else just words."""

import re
from collections import Counter

from retrieval.transcripts.clock import CLOCK, seconds
from retrieval.transcripts.entries import Entry, plain
from retrieval.transcripts.speakers import known

_TURN = re.compile(r"([A-Z][\w.'\u2019&-]{0,30}(?: [\w.'\u2019&-]{1,30}){0,3}):[ \t]+")
_TIME = re.compile(rf"[\[(]?({CLOCK})[\])]?[ \t]*(?:[-\u2013|][ \t]*)?(?=\D|$)")


def entries(lines: list[tuple[int, str]]) -> list[Entry]:
    """The paragraphs, from (line number, line), with a speaker and a time where lines begin with them."""
    spoken = [(number, line) for number, line in lines if line.strip()]
    timed = sum(_stated(line) is not None for _, line in spoken) * 2 > len(spoken) > 1
    names = _names([_bare(line)[0] if timed else line for _, line in spoken])
    made: list[Entry] = []
    speaker: str | None = None
    pending: float | None = None
    for number, line in spoken:
        text, start = _bare(line) if timed else (line, None)
        turn = _TURN.match(text.lstrip())
        if turn and turn[1] in names:
            text, speaker = text.lstrip()[turn.end() :], known(turn[1])
        start = start if start is not None else pending
        pending = start if not text.strip() else None
        made.append(Entry(plain(text), f"line {number}", start, speaker=speaker))
    return made


def _stated(line: str) -> float | None:
    found = _TIME.match(line.lstrip())
    return seconds(found[1]) if found else None


def _bare(line: str) -> tuple[str, float | None]:
    """A line without the time it begins with, and that time."""
    found = _TIME.match(line.lstrip())
    time = seconds(found[1]) if found else None
    return (line.lstrip()[found.end() :], time) if found and time is not None else (line, None)


def _names(lines: list[str]) -> frozenset[str]:
    """Who speaks, if the file is a list of turns: several names come back, before many of its lines."""
    found = Counter(turn[1] for line in lines if (turn := _TURN.match(line.lstrip())))
    often = {name for name, count in found.items() if count > 1}
    turns = sum(found[name] for name in often)
    if len(often) < 2 or turns * 5 < len(lines):
        return frozenset()
    return frozenset(found) if turns * 2 > len(lines) else frozenset(often)
