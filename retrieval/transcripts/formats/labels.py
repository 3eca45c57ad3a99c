"""Parse the labels of Audacity: start, end and text between tabs."""

import re

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.text_lines import is_name_like
from retrieval.transcripts.timestamps import parse_loose_time

_LABEL = re.compile(r"[ \t]*(\d{1,6}[.,]\d{1,9})[ \t]+(\d{1,6}[.,]\d{1,9})(?:[ \t]+(.*))?$")


def _has_labels(content: Content) -> bool:
    lines = [line for line in content.lines if line.strip() and not line.startswith("\\")]
    return bool(lines) and 2 * sum(bool(_LABEL.match(line)) for line in lines) > len(lines)


def _read_labels(content: Content) -> Reading:
    blocks: list[Block] = []
    problems: list[Problem] = []
    for number, line in enumerate(content.lines, 1):
        found = _LABEL.match(line)
        start = parse_loose_time(found[1]) if found else None
        if found and start is not None:
            name, tab, said = (found[3] or "").partition("\t")  # some programs add a column of speakers
            is_named = bool(tab) and is_name_like(name.strip())
            if text := (said if is_named else found[3] or "").strip():
                speaker = name.strip() if is_named else None
                blocks.append(Block(number, start, parse_loose_time(found[2]), (text,), speaker))
        elif line.strip() and not line.startswith("\\"):  # a label's range of frequencies
            problems.append(Problem(f"line {number}", "a line without the times of a label", line))
    return read_blocks(Blocks(blocks, problems))


FORMAT = TranscriptFormat(
    name="Audacity labels",
    origin="Audacity",
    keeps="times; speakers where a label begins with a name",
    family="table",
    suffixes=(".txt",),
    matches=_has_labels,
    read=_read_labels,
    sample="1.000000\t4.200000\tAda Byron: What do bees do in winter?\n"
    "4.500000\t7.900000\tBen Ode: They keep each other warm.\n"
    "8.000000\t9.500000\tAda Byron: All winter?\n",
)
