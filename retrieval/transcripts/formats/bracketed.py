"""Parse text with `[Name] [mm:ss] text` on every line."""

import re

from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.timestamps import TIMESTAMP, parse_timestamp

LINE = re.compile(rf"\[([^\[\]\n]{{1,80}})\][ \t]*\[({TIMESTAMP})\][ \t]*")


def parse(lines: list[tuple[int, str]]) -> list[RawLine]:
    """Parse (line number, line) pairs. A line without a name and a time has the speaker of the line above."""
    made: list[RawLine] = []
    speaker: str | None = None
    for number, line in lines:
        start = None
        if (found := LINE.match(line.lstrip())) and (start := parse_timestamp(found[2])) is not None:
            line = line.lstrip()[found.end() :]
            speaker = clean_name(found[1])
        made.append(RawLine(collapse_spaces(line), f"line {number}", start, speaker=speaker))
    return made
