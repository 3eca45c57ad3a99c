"""Parse WebVTT (.vtt)."""

import re
from collections.abc import Sequence

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.quoted_times import without_quoted_times
from retrieval.transcripts.subtitle_blocks import Block, Blocks, parse_times, states_seconds, unreadable
from retrieval.transcripts.subtitle_reading import read_blocks

_HEADER = re.compile(r"WEBVTT(?![^\s-])")
_MAX_LINES_ABOVE = 12
"""How many lines may be above `WEBVTT`: what a chat program writes above a file that it made."""
_NOT_SPOKEN = re.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")
"""The first line of a block that isn't a cue."""
_NumberedLines = list[tuple[int, str]]


def parse(lines: Sequence[str]) -> Blocks:
    """Return the cues of a WebVTT file, and what was left out: cues with unreadable times.

    By the standard an empty line ends a cue; text that follows without a time belongs to the cue above all
    the same, as no words may get lost. The header, notes, styles, regions and names of cues are skipped.
    """
    in_seconds = states_seconds(lines)
    arrows = {i: t for i, line in enumerate(lines) if (t := parse_times(line, in_seconds=in_seconds))}
    times = {i + 1: t for i, t in without_quoted_times(lines, arrows).items()}
    payloads: list[tuple[int, list[str]]] = []
    blocks = _blocks(lines)
    for block, following in zip(blocks, [*blocks[1:], []], strict=True):
        is_unspoken = _is_unspoken(block, bool(following) and following[0][0] in times)
        payload = payloads[-1][1] if payloads and not is_unspoken else None
        begins_with_text = block[0][0] not in times
        for k, (number, line) in enumerate(block):
            if number in times:
                payload, begins_with_text = [], False
                payloads.append((number, payload))
            elif begins_with_text and k + 1 < len(block) and block[k + 1][0] in times:
                continue  # the name of the next cue
            elif payload is not None:
                payload.append(line)
    cues, problems = [], []
    for number, payload in payloads:
        start, end = times[number]
        if start is None:
            problems.append(unreadable(number, lines[number - 1], "\n".join(payload)))
        else:
            cues.append(Block(number, start, end, tuple(payload)))
    return Blocks(cues, problems)


def _blocks(lines: Sequence[str]) -> list[_NumberedLines]:
    """Return the lines between empty lines, with their numbers; a line of white space is not empty."""
    blocks: list[_NumberedLines] = [[]]
    for number, line in enumerate(lines, 1):
        if line:
            blocks[-1].append((number, line))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _is_unspoken(block: _NumberedLines, is_before_cue: bool) -> bool:
    """Return whether a block is a note or a style, or the number of the cue that follows it."""
    first = block[0][1]
    is_number = len(block) == 1 and first.strip().isdecimal()
    is_header = len(block) <= 3 and _HEADER.match(first) is not None  # where files were joined
    return bool(_NOT_SPOKEN.match(first)) or ((is_number or is_header) and is_before_cue)


def _header_line(content: Content) -> int | None:
    """Return the index of the line `WEBVTT`, which is first or below a few lines of something else."""
    for i, line in enumerate(content.lines[: _MAX_LINES_ABOVE + 1]):
        if _HEADER.match(line.lstrip()):
            return i
        if "-->" in line:
            return None
    return 0 if content.text.lstrip().startswith("WEBVTT") else None


def _read(content: Content) -> Reading:
    header = _header_line(content) or 0
    above = [line for line in content.lines[:header] if line.strip()]
    blocks = parse(["" if i < header else line for i, line in enumerate(content.lines)])
    if above:
        blocks.problems.insert(0, Problem("line 1", "text above \u201cWEBVTT\u201d", "\n".join(above)))
    return read_blocks(blocks)


FORMAT = TranscriptFormat(
    name="WebVTT",
    origin="YouTube, Zoom, Teams, Riverside, Podlove, Podnews, Whisper and most podcast hosts",
    keeps="times; speakers from `<v Name>` or a name before a colon",
    family="subtitles",
    suffixes=(".vtt",),
    matches=lambda content: _header_line(content) is not None,
    read=_read,
    sample="""\
WEBVTT

00:00:01.000 --> 00:00:04.200
<v Ada Byron>What do bees do in winter?

00:00:04.500 --> 00:00:07.900
<v Ben Ode>They keep each other warm.
""",
)
