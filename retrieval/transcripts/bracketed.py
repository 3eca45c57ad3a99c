"""Text with `[Name] [mm:ss] text` on every line."""

import re

from retrieval.transcripts.raw_lines import Entry, plain
from retrieval.transcripts.speakers import known
from retrieval.transcripts.timestamps import CLOCK, seconds

LINE = re.compile(rf"\[([^\[\]\n]{{1,80}})\][ \t]*\[({CLOCK})\][ \t]*")


def entries(lines: list[tuple[int, str]]) -> list[Entry]:
    """The lines, from (line number, line); one without a name and time goes on with the one above."""
    made: list[Entry] = []
    speaker: str | None = None
    for number, line in lines:
        start = None
        if (found := LINE.match(line.lstrip())) and (start := seconds(found[2])) is not None:
            line = line.lstrip()[found.end() :]
            speaker = known(found[1])
        made.append(Entry(plain(line), f"line {number}", start, speaker=speaker))
    return made
