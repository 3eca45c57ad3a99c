"""Parse SubViewer (.sbv), the subtitles of YouTube Studio."""

import re

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.subtitle_blocks import Block, Blocks, unreadable
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import parse_loose_time

_TIME = r"(\d{1,3}:\d{1,2}:\d{1,2}(?:\.\d{1,3})?)"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*,[ \t]*{_TIME}[ \t]*$")
_HEADER = re.compile(r"\[(?:[A-Z /]{3,40})\]|[ \t]*\*{3}")
"""A line above the subtitles of SubViewer 2, such as `[TITLE]Bees in winter` or `[END INFORMATION]`."""
_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_MEANT_AS_TIMES = re.compile(r"[ \t]*\d{1,3}:[\w:.]{3,12},\d{1,3}:[\w:.]{3,12}[ \t]*$")


def _matches(content: Content) -> bool:
    first = next((line for line in content.lines if line.strip() and not _HEADER.match(line)), "")
    return _TIMES.match(first) is not None


def _read(content: Content) -> Reading:
    blocks: list[Block] = []
    problems: list[Problem] = []
    text: list[str] = []
    above: list[str] = []
    opened: tuple[int, str] | None = None
    for number, line in enumerate([*content.lines, ""], 1):
        is_times = bool(_MEANT_AS_TIMES.match(line))
        if opened and (is_times or number > len(content.lines)):
            _close(*opened, text, blocks, problems)
        if is_times:
            opened, text = (number, line), []
        elif line.strip() and opened:
            text += _BREAK.split(line)
        elif line.strip():
            above.append(line)
    return read_blocks(Blocks(blocks, problems), unspoken=[*above, "br"])


def _close(number: int, line: str, text: list[str], blocks: list[Block], problems: list[Problem]) -> None:
    found = _TIMES.match(line)
    start, end = (parse_loose_time(found[1]), parse_loose_time(found[2])) if found else (None, None)
    if start is None or end is None:
        problems.append(unreadable(number, line, "\n".join(text)))
    else:
        blocks.append(Block(number, start, end, tuple(text)))


FORMAT = TranscriptFormat(
    name="SubViewer",
    origin="YouTube Studio, SubViewer",
    keeps="times; speakers where a line begins with a name",
    family="subtitles",
    suffixes=(".sbv", ".sub"),
    matches=_matches,
    read=_read,
    sample="""\
0:00:01.000,0:00:04.200
Ada Byron: What do bees do in winter?

0:00:04.500,0:00:07.900
Ben Ode: They keep each other warm.

0:00:08.000,0:00:09.500
Ada Byron: All winter?
""",
)
