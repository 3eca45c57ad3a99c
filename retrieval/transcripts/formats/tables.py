"""Parse tables of passages: CSV and TSV with a line of headings, and the labels of Audacity."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.milliseconds import are_milliseconds
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.text_lines import is_name_like
from retrieval.transcripts.timestamps import parse_loose_time

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "start time", "start timecode", "begin", "in", "from", "time", "timestamp", "timecode",
              "start ms", "start seconds", "start s", "start (ms)", "starttime", "in point", "start (s)"),
    "end": ("end", "end time", "end timecode", "out", "to", "end ms", "end (ms)", "endtime", "out point",
            "stop", "end seconds", "end (s)"),
    "speaker": ("speaker", "speaker name", "speaker label", "name", "who", "voice", "character",
                "speaker id", "person", "speakername"),
    "text": ("text", "transcript", "content", "sentence", "caption", "body", "subtitle", "dialogue", "words",
             "utterance", "transcription", "speech"),
}  # fmt: skip
_DELIMITERS = ("\t", ",", ";", "|")
_LABEL = re.compile(r"[ \t]*(\d{1,6}[.,]\d{1,9})\t(\d{1,6}[.,]\d{1,9})(?:\t(.*))?$")
_MAX_FIELD_CHARACTERS = 1_000_000


class _Table(NamedTuple):
    delimiter: str
    columns: dict[str, int]
    row: int


def _table(content: Content) -> _Table | None:
    """Return how the table is laid out, if its first line names columns, one of them that of the text."""
    for i, line in enumerate(content.lines):
        if line.strip():
            return next((found for mark in _DELIMITERS if (found := _columns(line, mark, i))), None)
    return None


def _columns(line: str, delimiter: str, row: int) -> _Table | None:
    if delimiter not in line or len(line) > 1000:
        return None
    headings = [" ".join(re.split(r"[\s_-]+", cell.strip(" \"'").lower())) for cell in line.split(delimiter)]
    columns = {
        kind: headings.index(name)
        for kind, names in _HEADINGS.items()
        if (name := next((name for name in names if name in headings), None))
    }
    is_table = "text" in columns and ("start" in columns or "speaker" in columns)
    return _Table(delimiter, columns, row) if is_table else None


def _read_table(content: Content) -> Reading:
    table = _table(content)
    rows = list(_rows(content, table)) if table else []
    cells = [[_cell(row, table, kind) for kind in _HEADINGS] for _, row in rows] if table else []
    times = [(_number(start), _number(end), text) for start, end, _, text in cells]
    scale = 0.001 if are_milliseconds(times) else 1.0
    blocks: list[Block] = []
    problems: list[Problem] = []
    above = 0.0
    for (number, _), (start, end, speaker, text) in zip(rows, cells, strict=True):
        begins, ends = _seconds(start, scale), _seconds(end, scale)
        if begins is None and start:
            shown = f"\u201c{start[:60]}\u201d is not a time of a recording"
            problems.append(Problem(f"line {number}", shown, text))
        elif text:
            above = above if begins is None else begins
            blocks.append(Block(number, above, ends, (text,), speaker or None))
    reading = read_blocks(Blocks(blocks, problems))
    return reading if table and "start" in table.columns else _without_times(reading)


def _rows(content: Content, table: _Table) -> Iterator[tuple[int, Sequence[str]]]:
    lines = content.lines[table.row + 1 :]
    quoting: Literal[0, 3] = csv.QUOTE_NONE if table.delimiter == "\t" else csv.QUOTE_MINIMAL
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    reader = csv.reader(
        (f"{line}\n" for line in lines), delimiter=table.delimiter, quoting=quoting, skipinitialspace=True
    )
    while True:
        number = table.row + 2 + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        if any(cell.strip() for cell in row):
            yield number, row


def _cell(row: Sequence[str], table: _Table, kind: str) -> str:
    column = table.columns.get(kind, len(row))
    if kind == "text" and column == max(table.columns.values()):
        return table.delimiter.join(row[column:]).strip()  # text with the delimiter in it and no quotes
    return row[column].strip() if column < len(row) else ""


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", text) else None


def _seconds(text: str, scale: float) -> float | None:
    if scale != 1.0 and (number := _number(text)) is not None:
        return parse_loose_time(f"{number * scale:.3f}")
    return parse_loose_time(text.replace(" ", ""))


def _without_times(reading: Reading) -> Reading:
    return replace(reading, lines=[replace(line, start=None, end=None) for line in reading.lines])


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


TABLE = TranscriptFormat(
    name="table",
    origin="Whisper (TSV), whisper.cpp (CSV), Premiere, Descript, spreadsheets",
    keeps="the columns for start, end, speaker and text, in any order, with times as clocks, seconds or "
    "milliseconds",
    family="table",
    suffixes=(".csv", ".tsv"),
    matches=lambda content: _table(content) is not None,
    read=_read_table,
    sample="""\
start,end,speaker,text
1000,4200,Ada Byron,"What do bees do in winter?"
4500,7900,Ben Ode,"They keep each other warm."
""",
)
LABELS = TranscriptFormat(
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
