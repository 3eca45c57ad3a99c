"""Parse plain text: turns as `Name: text` where the file has them, otherwise paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.timestamps import TIMESTAMP, parse_timestamp

_NAMED_TURN = re.compile(r"([A-Z][\w.'\u2019&-]{0,30}(?: [\w.'\u2019&-]{1,30}){0,3}) ?:(?:[ \t]+|$)")
_LEADING_TIME = re.compile(rf"[\[(]?({TIMESTAMP})[\])]?[ \t]*(?:[-\u2013|][ \t]*)?(?=\D|$)")
_MIN_TIMED_SHARE = 0.3
"""The share of lines that must begin with a time; with a line of its own per passage it is one in three."""
_MIN_PARAGRAPH_CHARACTERS = 100
"""Shorter lines were wrapped by an editor, so that the line below belongs to the same paragraph."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    start: float | None
    name: str | None
    length: int


def parse(lines: list[tuple[int, str]]) -> list[RawLine]:
    """Parse (line number, line) pairs into paragraphs, with the speakers and times that lines begin with."""
    timed = (
        sum(_split_time(line)[0] is not None for _, line in lines) >= _MIN_TIMED_SHARE * len(lines)
        and len(lines) > 1
    )
    bare = [
        (number, *(_split_time(line) if timed else (None, line.strip())), len(line)) for number, line in lines
    ]
    names = _find_speakers([text for _, _, text, _ in bare])
    read = [_line(number, start, text, length, names) for number, start, text, length in bare]
    made: list[RawLine] = []
    speaker: str | None = None
    pending: float | None = None
    for paragraph in _paragraphs(read):
        first = paragraph[0]
        speaker = clean_name(first.name) if first.name else speaker
        start = first.start if first.start is not None else pending
        text = collapse_spaces(" ".join(line.text for line in paragraph))
        pending = None if text else start
        made.append(RawLine(text, f"line {first.number}", start, speaker=speaker))
    return made


def _split_time(line: str) -> tuple[float | None, str]:
    """Return the time that a line begins with, and the rest of the line."""
    line = line.strip()
    found = _LEADING_TIME.match(line)
    time = parse_timestamp(found[1]) if found else None
    return (time, line[found.end() :]) if found and time is not None else (None, line)


def _line(number: int, start: float | None, text: str, length: int, names: frozenset[str]) -> _Line:
    turn = _NAMED_TURN.match(text)
    if turn and turn[1] in names:
        return _Line(number, text[turn.end() :], start, turn[1], length)
    return _Line(number, text, start, None, length)


def _paragraphs(lines: list[_Line]) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        above = paragraph[-1] if paragraph else line
        goes_on = line.number == above.number + 1 and above.length < _MIN_PARAGRAPH_CHARACTERS and above.text
        if paragraph and (line.start is not None or line.name or not goes_on):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _find_speakers(lines: list[str]) -> frozenset[str]:
    """Return the names of speakers if the file is a list of turns: many lines begin with recurring names."""
    found = Counter(turn[1] for line in lines if (turn := _NAMED_TURN.match(line)))
    often = {name for name, count in found.items() if count > 1}
    turns = sum(found[name] for name in often)
    if len(often) < 2 or turns * 5 < len(lines):
        return frozenset()
    return frozenset(found) if turns * 2 > len(lines) else frozenset(often)
