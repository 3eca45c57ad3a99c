"""Text with a line above each passage: `Name (00:00:07):`, or `(00:00:27):` where the same person goes on."""

import re

from retrieval.transcripts.raw_lines import Entry, plain
from retrieval.transcripts.speakers import known
from retrieval.transcripts.timestamps import CLOCK, seconds

HEADER = re.compile(rf"(?:([^\s(][^(\n]{{0,60}}?)[ \t]*)?\(({CLOCK})\):?[ \t]*$")
NAMED_HEADER = re.compile(rf"[^\s(][^(\n]{{0,60}}?[ \t]*\({CLOCK}\):?[ \t]*$")
_HEADING = re.compile(r"#{1,6} ")


def entries(lines: list[tuple[int, str]]) -> list[Entry]:
    """The passages, from (line number, line). A header with nothing under it is passed over."""
    made: list[Entry] = []
    speaker: str | None = None
    start: float | None = None
    place = ""
    for number, line in lines:
        header = HEADER.match(line.strip())
        time = seconds(header[2]) if header else None
        if header and time is not None:
            speaker = known(header[1]) if header[1] else speaker
            start, place = time, f"line {number}"
        elif line.strip() and not _HEADING.match(line):
            made.append(Entry(plain(line), place or f"line {number}", start, speaker=speaker))
            start, place = None, ""
    return made
