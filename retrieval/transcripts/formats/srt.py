"""Parse SubRip (.srt)."""

from retrieval.errors import TranscriptError
from retrieval.transcripts.subtitle_blocks import Block, parse_times

# Not with the `srt` package: its one regular expression for a whole file takes 24 s on 20 kB of blank lines
# and minutes on a line of 3,000 digits, and it can't tell the line of what it doesn't understand.


def parse(text: str, name: str) -> list[Block]:
    """Return the subtitles of a SubRip file. Raises TranscriptError for times that can't be read."""
    lines = text.split("\n")
    arrows = [(i, found) for i, line in enumerate(lines) if (found := parse_times(line, i + 1, name))]
    if not arrows:
        raise TranscriptError(f"{name} has no times of subtitles.")
    for i, line in enumerate(lines[: arrows[0][0]]):
        if line.strip() and not line.strip().isdecimal():
            raise TranscriptError(f"{name}, line {i + 1}: text before the time of the first subtitle.")
    blocks = []
    for k, (i, (start, end)) in enumerate(arrows):
        following = arrows[k + 1][0] if k + 1 < len(arrows) else len(lines)
        body = lines[i + 1 : following]
        if k + 1 < len(arrows) and body and body[-1].strip().isdecimal():
            body.pop()  # the number of the next subtitle
        blocks.append(Block(i + 1, start, end, tuple(line for line in body if line.strip())))
    return blocks
