"""Parse lists of lines with start, end and text, as older subtitle programs and editors write them."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from retrieval.errors import TranscriptError
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.subtitle_blocks import Block, Blocks, unreadable
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS, parse_loose_time

_TIMECODE = r"\d{2}[:;]\d{2}[:;]\d{2}[:;.]\d{2,3}"
_TIMECODES = re.compile(
    rf"[ \t]*(?:\d{{1,5}}[ \t]+)?({_TIMECODE})[ \t]*[ \t,][ \t]*({_TIMECODE})(?:[ \t]*[ \t,][ \t]*(.*))?$"
)
_FRAMES = re.compile(r"\{(\d{1,8})\}\{(\d{0,8})\}(.*)$")
_FRAME_RATE = re.compile(r"\{[01]\}\{[01]\}(\d{1,3}(?:[.,]\d{1,6})?)[ \t]*$")
_TENTHS = re.compile(r"\[(\d{1,7})\]\[(\d{0,7})\](.*)$")
_STM = re.compile(
    r"(?!;;)\S{1,100} \S{1,20} (\S{1,60}) (\d{1,6}\.?\d*) (\d{1,6}\.?\d*) (?:<\S{0,60}> )?(.*)$"
)
_CTM = re.compile(
    r"(?!;;)\S{1,100} [\dA-Z]{1,2} (\d{1,6}\.\d{1,9}) (\d{1,6}\.\d{1,9}) (\S{1,60})(?: [\d.]{1,9})?$"
)
_UNSPOKEN = re.compile(r"[ \t]*(?://|\$\w|@ |<(?:begin|end) subtitles>|;;)")
_TAG = re.compile(r"\{[A-Za-z]:[^{}]{0,60}\}|^/|(?<=\|)/")
_MIN_ROWS = 2
_MIN_SHARE = 0.8
_MIN_SHARE_WITH_TEXT_BELOW = 0.25


class _Row(NamedTuple):
    start: float | None
    end: float | None
    text: str
    speaker: str | None = None


class _Kind(NamedTuple):
    """A way to write a row, and what else may be between rows: the texts of those above."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], float], _Row]
    has_text_below: bool = False


def _timecodes(found: re.Match[str], _: float) -> _Row:
    start, end = (parse_loose_time(found[k].replace(";", ":")) for k in (1, 2))
    return _Row(start, end, found[3] or "")


def _frames(found: re.Match[str], rate: float) -> _Row:
    return _Row(int(found[1]) / rate, int(found[2]) / rate if found[2] else None, _TAG.sub("", found[3]))


def _tenths(found: re.Match[str], _: float) -> _Row:
    return _Row(int(found[1]) / 10, int(found[2]) / 10 if found[2] else None, _TAG.sub("", found[3]))


def _stm(found: re.Match[str], _: float) -> _Row:
    return _Row(parse_loose_time(found[2]), parse_loose_time(found[3]), found[4], found[1].replace("_", " "))


def _ctm(found: re.Match[str], _: float) -> _Row:
    start, length = parse_loose_time(found[1]), parse_loose_time(found[2])
    return _Row(start, None if start is None or length is None else start + length, found[3])


_KINDS = (
    _Kind(_TIMECODES, _timecodes, has_text_below=True),
    _Kind(_FRAMES, _frames),
    _Kind(_TENTHS, _tenths),
    _Kind(_CTM, _ctm),
    _Kind(_STM, _stm),
)


def _kind(content: Content) -> _Kind | None:
    lines = [line.strip() for line in content.lines if line.strip() and not _UNSPOKEN.match(line)]
    return next((kind for kind in _KINDS if lines and _fits(kind, lines)), None)


def _fits(kind: _Kind, lines: Sequence[str]) -> bool:
    rows = sum(kind.pattern.match(line) is not None for line in lines)
    share = _MIN_SHARE_WITH_TEXT_BELOW if kind.has_text_below else _MIN_SHARE
    return rows >= max(_MIN_ROWS, share * len(lines)) and kind.pattern.match(lines[0]) is not None


def _read(content: Content) -> Reading:
    kind = _kind(content) or _KINDS[0]
    rate = _frame_rate(content) if kind.pattern is _FRAMES else 1.0
    rows: list[tuple[int, _Row, list[str]]] = []
    problems: list[Problem] = []
    unspoken: list[str] = []
    for number, line in enumerate(content.lines, 1):
        found = kind.pattern.match(line.strip())
        if not line.strip() or _UNSPOKEN.match(line) or _FRAME_RATE.match(line):
            unspoken.append(line)
        elif found is not None:
            row = kind.read(found, rate)
            rows.append((number, row, row.text.split("|")))
            unspoken += line.split()[:3] if kind.pattern in (_STM, _CTM) else _TAG.findall(line)
        elif kind.has_text_below and rows:
            rows[-1][2].append(line)
        else:
            problems.append(Problem(f"line {number}", "a line without times", line))
    blocks: list[Block] = []
    for number, row, text in rows:
        if row.start is None or row.start >= MAX_RECORDING_SECONDS:
            problems.append(unreadable(number, content.lines[number - 1], " ".join(text)))
        else:
            blocks.append(Block(number, row.start, row.end, tuple(text), row.speaker))
    return read_blocks(Blocks(blocks, problems), unspoken=unspoken)


def _frame_rate(content: Content) -> float:
    """Return the frames per second that the first row states. Raises TranscriptError if it doesn't."""
    first = next((found for line in content.lines[:3] if (found := _FRAME_RATE.match(line))), None)
    rate = float(first[1].replace(",", ".")) if first else 0.0
    if not 1 <= rate <= 1000:
        raise TranscriptError(
            f"{content.name} has its times in frames, and doesn't say how many frames make a second; "
            "export it as SubRip (.srt) or WebVTT (.vtt)."
        )
    return rate


FORMAT = TranscriptFormat(
    name="older subtitles",
    origin="MicroDVD, MPL2, DVD Studio Pro and Spruce (STL), Avid, Encore; speech recognition (STM, CTM)",
    keeps="times, also with frames; speakers where a line begins with a name",
    family="subtitles",
    suffixes=(".sub", ".stl", ".stm", ".ctm"),
    matches=lambda content: _kind(content) is not None,
    read=_read,
    sample="""\
00:00:01:00 , 00:00:04:06 , Ada Byron: What do bees do in winter?
00:00:04:15 , 00:00:07:27 , Ben Ode: They keep each other warm.
00:00:08:00 , 00:00:09:15 , Ada Byron: All winter?
""",
)
