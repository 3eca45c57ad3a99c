"""Parse tables of passages: CSV, TSV and Markdown, with headings or without."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from retrieval.models import Details
from retrieval.transcripts import headings
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.milliseconds import are_milliseconds
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.table_columns import columns_by_content
from retrieval.transcripts.timestamps import parse_loose_time

_DELIMITERS = ("\t", ",", ";", "|")
_RULE = re.compile(r"[ \t|:+=-]*-[ \t|:+=-]*$")
"""The line between the headings and the rows of a table in Markdown."""
_MAX_FIELD_CHARACTERS = 1_000_000
_MAX_LINES_ABOVE = 4
"""Lines above the headings, such as a title."""
_MIN_ROWS_BELOW_TITLE = 2
_SAMPLE_ROWS = 200


class _Table(NamedTuple):
    """The columns by what they have, and the index of the first row."""

    delimiter: str
    columns: dict[str, int]
    first: int


def _table(content: Content) -> _Table | None:
    """Return how the table is laid out: by the headings near the top, else by what is in the columns."""
    lines = [(i, line) for i, line in enumerate(content.lines[:40]) if line.strip()]
    for k, (i, line) in enumerate(lines[: _MAX_LINES_ABOVE + 1]):
        for mark in _DELIMITERS:
            if (found := _columns(line, mark, i)) and (k == 0 or _is_below_title(line, found, content)):
                return found
    return _without_headings(content, lines[0][0]) if lines else None


def _columns(line: str, delimiter: str, row: int) -> _Table | None:
    if delimiter not in line or len(line) > 1000:
        return None
    found = headings.columns(line.split(delimiter))
    is_table = "text" in found and ("start" in found or "speaker" in found)
    return _Table(delimiter, found, row + 1) if is_table else None


def _is_below_title(line: str, table: _Table, content: Content) -> bool:
    rows = [row for row in content.lines[table.first : table.first + 40] if row.strip()]
    return (
        headings.are_headings(line.split(table.delimiter))
        and len(rows) >= _MIN_ROWS_BELOW_TITLE
        and all(table.delimiter in row for row in rows[:_MIN_ROWS_BELOW_TITLE])
    )


def _without_headings(content: Content, first: int) -> _Table | None:
    for mark in _DELIMITERS[1:]:  # text with tabs is read as text
        table = _Table(mark, {}, first)
        if mark not in content.lines[first]:
            continue
        rows = [row for _, (_, row) in zip(range(_SAMPLE_ROWS), _rows(content, table), strict=False)]
        if found := columns_by_content(rows):
            return table._replace(columns=found)
    return None


def _read_table(content: Content) -> Reading:
    table = _table(content)
    if table is None:
        return Reading(())
    rows = list(_rows(content, table))
    cells = [[_cell(row, table, kind) for kind in headings.HEADINGS] for _, row in rows]
    times = [(_number(start), _number(end), text) for start, end, _, text in cells]
    scale = 0.001 if are_milliseconds(times) else 1.0
    blocks: list[Block] = []
    problems: list[Problem] = []
    above = 0.0
    for (number, _), (start, end, speaker, text) in zip(rows, cells, strict=True):
        begins, ends = _seconds(start, scale), _seconds(end, scale)
        if begins is None and start:
            shown = f"\u201c{start[:60]}\u201d isn't a valid time"
            problems.append(Problem(f"line {number}", shown, text))
        elif text:
            above = above if begins is None else begins
            blocks.append(Block(number, above, ends, (text,), speaker or None))
    title = next((line.lstrip("# ").strip() for line in content.lines[: table.first] if line.strip()), "")
    is_title = not any(mark in title for mark in _DELIMITERS[::3]) and not _columns(title, ",", 0)
    details = Details(title=title or None) if is_title else None
    reading = read_blocks(Blocks(blocks, problems), details, content.lines[: table.first])
    return reading if "start" in table.columns else _without_times(reading)


def _rows(content: Content, table: _Table) -> Iterator[tuple[int, Sequence[str]]]:
    lines = content.lines[table.first :]
    quoting: Literal[0, 3] = csv.QUOTE_NONE if table.delimiter in "\t|" else csv.QUOTE_MINIMAL
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    reader = csv.reader(
        (f"{line}\n" for line in lines), delimiter=table.delimiter, quoting=quoting, skipinitialspace=True
    )
    while True:
        number = table.first + 1 + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        is_rule = table.delimiter == "|" and _RULE.match("|".join(row)) is not None
        if any(cell.strip() for cell in row) and not is_rule:
            yield number, row


def _cell(row: Sequence[str], table: _Table, kind: str) -> str:
    column = table.columns.get(kind, len(row))
    if kind == "text" and column == max(table.columns.values()):
        text = table.delimiter.join(row[column:]).strip()  # text with the delimiter in it and no quotes
        return text.rstrip("| ") if table.delimiter == "|" else text
    cell = row[column].strip() if column < len(row) else ""
    return cell.strip("*`_[]() ") if table.delimiter == "|" else cell


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", text) else None


def _seconds(text: str, scale: float) -> float | None:
    if scale != 1.0 and (number := _number(text)) is not None:
        return parse_loose_time(f"{number * scale:.3f}")
    return parse_loose_time(text.replace(" ", ""))


def _without_times(reading: Reading) -> Reading:
    return replace(reading, lines=[replace(line, start=None, end=None) for line in reading.lines])


FORMAT = TranscriptFormat(
    name="table",
    origin="Whisper (TSV), whisper.cpp (CSV), Premiere, Descript, spreadsheets, Markdown",
    keeps="the columns for start, end, speaker and text, in any order, with times such as 0:12:30, in "
    "seconds or in milliseconds; without headings: times, then names, then text",
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
