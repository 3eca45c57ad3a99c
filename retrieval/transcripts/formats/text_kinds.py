"""Tell which kind of text with turns a text is, and parse it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.transcripts.format import Reading
from retrieval.transcripts.formats import bracketed, headed, markdown, turns, youtube_copy
from retrieval.transcripts.raw_lines import RawLine
from retrieval.transcripts.text_layout import usual_layout
from retrieval.transcripts.timestamps import TIMESTAMP

PLAIN, COPIED = "plain text", "copied from YouTube"
_TIMED_OTHERWISE = re.compile(rf"{markdown.TURN.pattern}\(?{TIMESTAMP}\b")
"""A turn in Markdown with its time in parentheses, or bare, which that format doesn't know."""
_NumberedLines = list[tuple[int, str]]
_TURN_FORMATS: tuple[tuple[str, re.Pattern[str], Callable[[_NumberedLines], list[RawLine]]], ...] = (
    ("bracketed text", bracketed.LINE, bracketed.parse),
    ("Markdown", markdown.TURN, markdown.parse),
    ("headed text", headed.NAMED_HEADER, headed.parse),
)


def kind_of_text(lines: Sequence[tuple[int, str]]) -> str:
    """Return the kind of a text by what most of its lines that tell one begin with."""
    return _kind(usual_layout(list(lines))[0])


def _kind(lines: Sequence[tuple[int, str]]) -> str:
    counts = [sum(bool(pattern.match(line.lstrip())) for _, line in lines) for _, pattern, _ in _TURN_FORMATS]
    most = max(counts)
    if most and not 2 * sum(bool(_TIMED_OTHERWISE.match(line)) for _, line in lines) >= most:
        return _TURN_FORMATS[counts.index(most)][0]
    return COPIED if youtube_copy.is_copied(lines) else PLAIN


def parse_text(lines: _NumberedLines) -> tuple[str, Reading]:
    """Parse (line number, line) pairs without empty lines; return the kind of the text and what it says."""
    lines, unspoken = usual_layout([(number, line) for number, line in lines if line.strip()])
    kind = _kind(lines)
    reading = _parse(kind, lines)
    return kind, replace(reading, unspoken=[*reading.unspoken, *unspoken])


def _parse(kind: str, lines: _NumberedLines) -> Reading:
    if kind == COPIED:
        return youtube_copy.parse(lines)
    for name, _, parse in _TURN_FORMATS:
        if kind == name:
            return Reading(parse(lines))
    return turns.parse(lines)
