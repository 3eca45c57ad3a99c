r"""Parse Markdown with turns as Changelog's shows write them: `**Name:** \[05:50\] text`, some untimed."""

import re

from retrieval.transcripts.raw_lines import RawLine, TimeMark, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.timestamps import TIMESTAMP, parse_timestamp

TURN = re.compile(r"\*\*([^*\n:]{1,60})(?::\*\*|\*\*:)[ \t]*")
_BRACKETED_TIME = re.compile(rf"\\?\[({TIMESTAMP})\\?\]")
_NOTED_TIME = re.compile(rf"\\?\[[a-z]{{3,20}} ({TIMESTAMP})\\?\]")
_NOT_SPOKEN = re.compile(rf"(?:{_BRACKETED_TIME.pattern}|to|[\s\\–-])*")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}(?:\s\"[^\"\n]{0,200}\")?\)")
_MARKDOWN_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s*])\1(?![\w*])")
_LINKED_TIME = re.compile(rf"\[({TIMESTAMP})\]\(https?://[^()\s]{{1,300}}\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
HEADING = re.compile(r"#{1,6} ")


def parse(lines: list[tuple[int, str]]) -> list[RawLine]:
    """Parse (line number, line) pairs into paragraphs, each with the speaker of its turn."""
    made: list[RawLine] = []
    speaker: str | None = None
    pending: float | None = None
    for number, line in lines:
        if HEADING.match(line):
            continue
        line = _LINKED_TIME.sub(r"[\1]", line) if "](" in line else line
        if turn := TURN.match(line):
            line = line[turn.end() :]
            if _NOT_SPOKEN.fullmatch(line):  # "**Break**: \[17:56\]": nobody speaks, but the time holds
                stated = _BRACKETED_TIME.search(line)
                pending = parse_timestamp(stated[1]) if stated else pending
                continue
            speaker = clean_name(turn[1])
        for k, (text, time) in enumerate(_timed(line)):
            break_at = None if k else pending
            start = break_at if time is None else time
            pending = None if text.strip() else start
            made.append(_raw_line(text, f"line {number}", start, speaker, break_at))
    return made


def _timed(line: str) -> list[tuple[str, float | None]]:
    r"""Cut a paragraph at the times inside it: `a \[1:02\] b` is `a` without a time and `b` at 62 s."""
    parts = _BRACKETED_TIME.split(line)
    found: list[tuple[str, float | None]] = [(parts[0], None)] if parts[0].strip() else []
    found += [(text, parse_timestamp(time)) for time, text in zip(parts[1::2], parts[2::2], strict=True)]
    return found


def _raw_line(
    text: str, place: str, start: float | None, speaker: str | None, break_at: float | None
) -> RawLine:
    bare = collapse_spaces(_plain_text(text))
    marks = [] if break_at is None else [TimeMark(0, break_at)]
    for noted in _NOTED_TIME.finditer(bare):
        if (time := parse_timestamp(noted[1])) is not None:
            marks.append(TimeMark(len(bare[: noted.start()].split()), time))
    return RawLine(bare, place, start, speaker=speaker, marks=tuple(marks))


def _plain_text(text: str) -> str:
    text = _MARKDOWN_EMPHASIS.sub(r"\2", _MARKDOWN_LINK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", text)
