"""Parse SubStation Alpha (.ass, .ssa): `Dialogue:` lines with the name of who speaks."""

import re

from retrieval.models import Details
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.raw_lines import collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, Blocks, unreadable
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import parse_loose_time

_SCRIPT = re.compile(r"\s*\[Script Info\]|\s*Dialogue:[ \t]*(?:Marked=)?\d", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{[^{}\n]{0,300}\}")
_BREAK = re.compile(r"\\[Nnh]")
_DRAWING = re.compile(r"\{[^{}\n]{0,300}\\p[1-9]")
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")


def _read(content: Content) -> Reading:
    fields = list(_FIELDS)
    section = "[events]"
    blocks: list[Block] = []
    problems: list[Problem] = []
    title = None
    for number, line in enumerate(content.lines, 1):
        key, _, value = line.strip().partition(":")
        key = key.strip().lower()
        if key.startswith("["):
            section = key
        elif key == "title":
            title = collapse_spaces(value) or None
        elif key == "format" and section == "[events]":
            fields = [name.strip().lower() for name in value.split(",")]
        elif key == "dialogue":
            _dialogue(number, value, fields, blocks, problems)
    blocks.sort(key=lambda block: block.start)  # the order of the lines says nothing in this format
    return read_blocks(Blocks(blocks, problems), Details(title=title), _unspoken(content))


def _dialogue(
    number: int, value: str, fields: list[str], blocks: list[Block], problems: list[Problem]
) -> None:
    row = dict(zip(fields, value.split(",", max(0, len(fields) - 1)), strict=False))
    written = row.get("text", "")
    if _DRAWING.search(written):
        return
    text = _BREAK.sub(" ", _OVERRIDE.sub("", written))
    start, end = (parse_loose_time(row.get(key, "")) for key in ("start", "end"))
    if start is None or end is None:
        problems.append(unreadable(number, value, text))
    else:
        name = (row.get("name") or row.get("actor") or "").strip()
        blocks.append(Block(number, start, end, (text,), name or None))


def _unspoken(content: Content) -> list[str]:
    return [line for line in content.lines if not line.lstrip().lower().startswith("dialogue:")]


FORMAT = TranscriptFormat(
    name="SubStation Alpha",
    origin="Aegisub, stable-ts and other subtitle editors",
    keeps="times; speakers from the field `Name`; the title of the script",
    family="table",
    suffixes=(".ass", ".ssa"),
    matches=lambda content: _SCRIPT.match(content.text) is not None,
    read=_read,
    sample="""\
[Script Info]
Title: Bees in winter

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:04.20,Default,Ada Byron,0,0,0,,What do bees do in winter?
Dialogue: 0,0:00:04.50,0:00:07.90,Default,Ben Ode,0,0,0,,They keep each other warm.
""",
)
