"""Parse LRC (.lrc), made for lyrics and written by whisper.cpp: `[00:12.34]text`."""

import re

from retrieval.models import Details
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.raw_lines import collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import parse_loose_time

_TAG = re.compile(r"[ \t]*\[([a-z#]{2,8}):([^\[\]\n]{0,200})\][ \t]*$", re.IGNORECASE)
_TIMED = re.compile(r"[ \t]*\[(\d{1,3}:\d{2}[.:]\d{2,3})\]")
_WORD_TIME = re.compile(r"<\d{1,3}:\d{2}[.:]\d{2,3}>[ \t]?")
_MIN_SHARE = 0.6
"""The share of lines that begin with a time in hundredths of a second."""


def _matches(content: Content) -> bool:
    lines = [line for line in content.lines if line.strip()]
    timed = sum(bool(_TIMED.match(line)) for line in lines)
    tags = sum(bool(_TAG.match(line)) for line in lines)
    is_listed = timed > 0 and (
        tags > 0 or 2 * sum(bool(_WORD_TIME.search(line)) for line in lines) > len(lines)
    )
    return timed + tags >= _MIN_SHARE * len(lines) and (is_listed or _is_unspaced(lines, timed))


def _is_unspaced(lines: list[str], timed: int) -> bool:
    """Return whether the text follows its times without a blank, as only this format writes it."""
    after = [line[found.end() :] for line in lines if (found := _TIMED.match(line))]
    return timed > 1 and not any(text.startswith((" ", "[", "-")) for text in after)


def _read(content: Content) -> Reading:
    blocks: list[Block] = []
    tags: dict[str, str] = {}
    unspoken: list[str] = []
    for number, line in enumerate(content.lines, 1):
        if tag := _TAG.match(line):
            tags[tag[1].lower()] = collapse_spaces(tag[2])
            unspoken.append(tag[0])
            continue
        times: list[float] = []
        while found := _TIMED.match(line):  # a refrain has all its times before it
            if (time := parse_loose_time(_hundredths(found[1]))) is not None:
                times.append(time)
            line = line[found.end() :]
        text = _WORD_TIME.sub("", line).strip()
        if text and times:
            blocks += [Block(number, time, None, (text,)) for time in times]
        elif text and blocks:
            blocks[-1] = Block(blocks[-1].line, blocks[-1].start, None, (*blocks[-1].lines, text))
    if _has_refrains(blocks):
        blocks.sort(key=lambda block: block.start)
    details = Details(title=tags.get("ti") or None, show=tags.get("al") or None)
    return read_blocks(Blocks(blocks, []), details, unspoken)


def _has_refrains(blocks: list[Block]) -> bool:
    return len({block.line for block in blocks}) < len(blocks)


def _hundredths(text: str) -> str:
    minutes, _, rest = text.partition(":")
    return f"{minutes}:{rest.replace(':', '.')}"


FORMAT = TranscriptFormat(
    name="LRC",
    origin="whisper.cpp, lyrics players",
    keeps="times; speakers where a line begins with a name; the title (`ti`) and the show (`al`)",
    family="subtitles",
    suffixes=(".lrc",),
    matches=_matches,
    read=_read,
    sample="""\
[ti:Bees in winter]
[00:01.00]Ada Byron: What do bees do in winter?
[00:04.50]Ben Ode: They keep each other warm.
[00:08.00]Ada Byron: All winter?
""",
)
