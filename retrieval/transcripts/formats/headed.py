"""Parse text with a header above each passage: `Name (00:00:07):`, or `(00:00:27):` for the same speaker."""

import re

from retrieval.transcripts.formats.markdown import HEADING
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.timestamps import TIMESTAMP, parse_timestamp

HEADER = re.compile(rf"(?:([^\s(][^(\n]{{0,60}}?)[ \t]*)?\(({TIMESTAMP})\):?[ \t]*$")
NAMED_HEADER = re.compile(rf"[^\s(][^(\n]{{0,60}}?[ \t]*\({TIMESTAMP}\):?[ \t]*$")


def parse(lines: list[tuple[int, str]]) -> list[RawLine]:
    """Parse (line number, line) pairs into passages. A header with nothing below is skipped."""
    made: list[RawLine] = []
    speaker: str | None = None
    start: float | None = None
    place = ""
    for number, line in lines:
        header = HEADER.match(HEADING.sub("", line.strip()))
        time = parse_timestamp(header[2]) if header else None
        if header and time is not None:
            speaker = clean_name(header[1]) if header[1] else speaker
            start, place = time, f"line {number}"
        elif line.strip() and not HEADING.match(line):
            made.append(RawLine(collapse_spaces(line), place or f"line {number}", start, speaker=speaker))
            start, place = None, ""
    return made
