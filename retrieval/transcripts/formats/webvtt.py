"""Parse WebVTT (.vtt)."""

import re

from retrieval.transcripts.subtitle_blocks import Block, parse_times

_NOT_SPOKEN = re.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")
"""The first line of a block that is no cue."""
_NumberedLines = list[tuple[int, str]]


def parse(text: str, name: str) -> list[Block]:
    """Return the cues of a WebVTT file. Raises TranscriptError for times that can't be read.

    By the standard an empty line ends a cue; text that follows without a time belongs to the cue above all
    the same, as no words may get lost. The header, notes, styles, regions and names of cues are skipped.
    """
    cues: list[tuple[int, tuple[float, float | None], list[str]]] = []
    blocks = _blocks(text)
    for block, following in zip(blocks, [*blocks[1:], []], strict=True):
        payload = cues[-1][2] if cues and not _is_unspoken(block, following) else None
        begins_with_text = "-->" not in block[0][1]
        for k, (number, line) in enumerate(block):
            if "-->" in line:
                payload, begins_with_text = None, False
                if stated := parse_times(line, number, name):
                    payload = []
                    cues.append((number, stated, payload))
            elif begins_with_text and k + 1 < len(block) and "-->" in block[k + 1][1]:
                continue  # the name of the next cue
            elif payload is not None:
                payload.append(line)
    return [Block(number, start, end, tuple(lines)) for number, (start, end), lines in cues]


def _blocks(text: str) -> list[_NumberedLines]:
    """Return the lines between empty lines, with their numbers; a line of white space is not empty."""
    blocks: list[_NumberedLines] = [[]]
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            blocks[-1].append((number, line))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _is_unspoken(block: _NumberedLines, following: _NumberedLines) -> bool:
    """Return whether a block is a note or a style, or the number of the cue that follows it."""
    first = block[0][1]
    is_number = len(block) == 1 and first.strip().isdecimal()
    return bool(_NOT_SPOKEN.match(first)) or (is_number and bool(following) and "-->" in following[0][1])
