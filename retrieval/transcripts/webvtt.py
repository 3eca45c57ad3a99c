"""Parse WebVTT (.vtt)."""

from retrieval.transcripts.subtitle_blocks import Block, parse_times


def parse(text: str, name: str) -> list[Block]:
    """Return the cues of a WebVTT file. Raises TranscriptError for times that can't be read.

    A cue ends at an empty line or at the next arrow (a line of white space belongs to it). The header,
    notes, styles, regions and the names of cues are skipped.
    """
    cues: list[tuple[int, tuple[float, float], list[str]]] = []
    payload: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if "-->" in line:
            payload = None
            if stated := parse_times(line, number, name):
                payload = []
                cues.append((number, stated, payload))
        elif not line:
            payload = None
        elif payload is not None:
            payload.append(line)
    return [Block(number, start, end, tuple(lines)) for number, (start, end), lines in cues]
