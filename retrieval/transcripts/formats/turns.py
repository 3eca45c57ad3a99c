"""Parse text with the names of speakers and times in any usual order, and plain text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Details
from retrieval.transcripts.format import Reading
from retrieval.transcripts.headings import are_headings
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.text_lines import TextLine, take_apart
from retrieval.transcripts.text_preamble import split_preamble
from retrieval.transcripts.turn_voting import Votes, vote

_MIN_PARAGRAPH_CHARACTERS = 100
"""Characters below which a line was wrapped by an editor: the next one belongs to the same paragraph."""
_MIN_CONSTANT_LINES = 4
_MAX_LINES_ABOVE_HEADINGS = 6
_HOUR = 3600.0
_LATEST_BEGINNING = 6 * _HOUR
"""The latest beginning of a recording's transcript, in seconds; later times are of the day."""
_LOG = re.compile(
    r"[ \t]*(?:(?:whisper|ggml|output)_\w{1,60}:|main: |system_info: |detect(?:ed|ing) language\b)",
    re.IGNORECASE,
)
"""What programs print above and below a transcript."""
_RULE = re.compile(r"[ \t]*(?:[-_*=~#\u2014][ \t]?){3,200}$|[ \t]*(?:```|~~~)\w{0,12}[ \t]*$")
_REPEATED_TIME = re.compile(r"\s*(\d{1,3}:\d{2}(?::\d{2})?)[ \t]")


def parse(numbered: list[tuple[int, str]]) -> Reading:
    """Parse (line number, line) pairs into paragraphs, with the speakers and times that lines begin with."""
    rules = [line.strip() for _, line in numbered if _is_unspoken(line)]
    rules += [line for _, line in numbered[:_MAX_LINES_ABOVE_HEADINGS] if are_headings(line.split("\t"))]
    spoken = [
        (number, line)
        for number, line in _without_constant(numbered)
        if not _is_unspoken(line) and line not in rules
    ]
    lines = _times_first([take_apart(number, line) for number, line in spoken])
    preamble, lines = split_preamble(lines)
    votes = vote(lines)
    turns = _Turns(votes)
    for line in lines:
        turns.add(line)
    made = _since_start(turns.finish(), lines, votes)
    unspoken = [*rules, *preamble.unspoken, *turns.unspoken]
    return Reading(made, Details(title=preamble.title), unspoken=unspoken)


def _is_unspoken(line: str) -> bool:
    return _RULE.match(line) is not None or _LOG.match(line) is not None


def _without_constant(numbered: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the lines without a time that all of them begin with, which can't be the time of any."""
    found = [_REPEATED_TIME.match(line) for _, line in numbered]
    times = {match[1] if match else None for match in found}
    if len(numbered) < _MIN_CONSTANT_LINES or len(times) != 1 or None in times:
        return numbered
    return [
        (number, line[match.end() :]) for (number, line), match in zip(numbered, found, strict=True) if match
    ]


def _times_first(lines: list[TextLine]) -> list[TextLine]:
    """Return the lines with times that are below their passages moved above them."""
    alone = [i for i, line in enumerate(lines) if line.is_time_alone and line.end is not None]
    if not alone or alone[0] == 0 or alone[-1] != len(lines) - 1 or 3 * len(alone) < len(lines):
        return lines
    ordered: list[TextLine] = []
    first = 0
    for i in alone:
        ordered += [lines[i], *lines[first:i]]
        first = i + 1
    return ordered


class _Turns:
    """Joins lines to paragraphs; `unspoken` are the names and headings as written."""

    def __init__(self, votes: Votes) -> None:
        self._votes = votes
        self._made: list[RawLine] = []
        self._paragraph: list[str] = []
        self._head = RawLine("", "")
        self._last = (0, 0)
        self._speaker: str | None = None
        self._pending: tuple[float | None, float | None] = (None, None)
        self.unspoken: list[str] = []

    def add(self, line: TextLine) -> None:
        """Take the next line."""
        is_named = self._votes.has_name(line)
        start, end, text = self._times(line, is_named)
        if line.is_heading and not is_named and start is None and self._has_structure():
            self.unspoken.append(line.bare)
            return
        goes_on = (
            self._paragraph
            and line.number == self._last[0] + 1
            and self._last[1] < _MIN_PARAGRAPH_CHARACTERS
            and self._paragraph[-1]
        )
        self._last = (line.number, line.raw_length)
        if is_named or start is not None or not goes_on:
            self._close()
        if is_named:
            self.unspoken.append(line.name)
            self._speaker = clean_name(line.name)
        if start is not None:
            self._pending = (start, end)
        if not self._paragraph:
            start, end = self._pending
            self._head = RawLine("", f"line {line.number}", start, end, self._speaker)
        if text:
            self._pending = (None, None)
        self._paragraph.append(text)

    def finish(self) -> list[RawLine]:
        """Return the paragraphs."""
        self._close()
        return self._made

    def _has_structure(self) -> bool:
        return self._votes.are_timed or bool(self._votes.named)

    def _times(self, line: TextLine, is_named: bool) -> tuple[float | None, float | None, str]:
        """Return the times of a line that count, and its text without them and the name."""
        is_unsure = line.unsure_text is not None and not self._votes.are_sure
        text = (line.unsure_text or "" if is_unsure else line.text) if is_named else line.bare
        if is_named and line.inner_start is not None and not is_unsure:
            return line.inner_start, line.inner_end, text
        if self._votes.are_timed:
            return line.start, line.end, text
        return None, None, text if is_named or line.start is None else line.whole

    def _close(self) -> None:
        text = collapse_spaces(" ".join(self._paragraph))
        if text:
            self._made.append(replace(self._head, text=text))
        self._paragraph = []


def _since_start(made: list[RawLine], lines: Sequence[TextLine], votes: Votes) -> list[RawLine]:
    """Return the lines with times of the day, as Zoom saves them, made times since the first of them."""
    of_day = sum(line.is_of_day for line in lines)
    saved = [
        line for line in lines if line.form == "brackets" and line.inner_start is not None and not line.text
    ]
    first = next((line.start for line in made if line.start is not None), None)
    is_saved = first is not None and first >= _HOUR and len(saved) > 1 and votes.has_name(saved[0])
    is_saved = is_saved or (first is not None and first >= _LATEST_BEGINNING)
    if first is None or not (is_saved or 2 * of_day > sum(line.start is not None for line in made)):
        return made
    day = 24 * _HOUR
    return [
        line if line.start is None else replace(line, start=(line.start - first) % day, end=None)
        for line in made
    ]
