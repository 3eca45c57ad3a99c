"""Parse SubRip (.srt)."""

from collections.abc import Collection

from retrieval.errors import TranscriptError
from retrieval.texts import Text
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.quoted_times import without_quoted_times
from retrieval.transcripts.subtitle_blocks import (
    Block,
    Blocks,
    has_arrow,
    parse_times,
    states_seconds,
    unreadable,
)
from retrieval.transcripts.subtitle_reading import read_blocks

# Not with the `srt` package: its one regular expression for a whole file takes 24 s on 20 kB of blank lines
# and minutes on a line of 3,000 digits, and it can't tell the line of what it doesn't understand.

_MAX_PREAMBLE_WORDS = 200
"""The most words above the first subtitle; a file with more is of another kind."""


def parse(lines: list[str], name: str) -> Blocks:
    """Return the subtitles of a SubRip file, and what was left out: unreadable times, text above the first.

    Raises TranscriptError if there are no times, or much text above the first.
    """
    in_seconds = states_seconds(lines)
    times = {i: t for i, line in enumerate(lines) if (t := parse_times(line, in_seconds=in_seconds))}
    arrows = list(without_quoted_times(lines, times).items())
    if not arrows:
        raise TranscriptError(Text("{name} has no subtitle times.", name=name))
    is_spaced = _is_spaced(lines, times)
    blocks, problems = [], _preamble(lines[: arrows[0][0]], name)
    for k, (i, shown) in enumerate(arrows):
        following = arrows[k + 1][0] if k + 1 < len(arrows) else len(lines)
        body = lines[i + 1 : following]
        while is_spaced and body and not body[-1].strip():
            body.pop()
        if k + 1 < len(arrows) and body and body[-1].strip().isdecimal():
            body.pop()  # the number of the next subtitle
        text = tuple(line for line in body if line.strip())
        if shown.start is None:
            problems.append(unreadable(i + 1, lines[i], "\n".join(text)))
        else:
            blocks.append(Block(i + 1, shown.start, shown.end, text))
    return Blocks(blocks, problems)


def _is_spaced(lines: list[str], times: Collection[int]) -> bool:
    """Return whether a file has an empty line below each of its lines, so also between numbers and times."""
    spaced = sum(i > 1 and not lines[i - 1].strip() and lines[i - 2].strip().isdecimal() for i in times)
    return spaced > 1 and spaced * 10 >= len(times) * 8


def _preamble(lines: list[str], name: str) -> list[Problem]:
    """Return the text above the first subtitle as a place that is left out."""
    text = [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.strip().isdecimal()]
    if not text:
        return []
    if sum(len(line.split()) for _, line in text) > _MAX_PREAMBLE_WORDS:
        raise TranscriptError(
            Text(
                "{name}, line {line}: text before the time of the first subtitle.", name=name, line=text[0][0]
            )
        )
    return [
        Problem(
            f"line {text[0][0]}",
            "text before the time of the first subtitle",
            "\n".join(line for _, line in text),
        )
    ]


def _matches(content: Content) -> bool:
    return any(">" in line and has_arrow(line) for line in content.lines)


def _read(content: Content) -> Reading:
    return read_blocks(parse(list(content.lines), content.name))


FORMAT = TranscriptFormat(
    name="SubRip",
    origin="most transcription programs and editors (Whisper, Descript, Premiere, YouTube); WhisperX and "
    "whisper.cpp with speakers",
    keeps="times; speakers where a line begins with a name: `Name:`, `[Name]`, `(Name)`, `[SPEAKER_00]:`",
    family="subtitles",
    suffixes=(".srt",),
    matches=_matches,
    read=_read,
    sample="""\
1
00:00:01,000 --> 00:00:04,200
Ada Byron: What do bees do in winter?

2
00:00:04,500 --> 00:00:07,900
Ben Ode: They keep each other warm.

3
00:00:08,000 --> 00:00:09,500
Ada Byron: All winter?
""",
)
