"""Find the columns of a table without headings by what is in them."""

from collections.abc import Callable, Sequence

from retrieval.transcripts.text_lines import is_name_like
from retrieval.transcripts.timestamps import parse_loose_time

_MIN_SHARE = 0.9
"""The share of rows that must have what a column is said to have."""
_MIN_ROWS = 3


def columns_by_content(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the columns of a table that begins with a time: start, end, speaker, and the rest as text.

    Empty if it is no such table.
    """
    first = next((k for k in range(2) if _most(rows, k, is_time)), None)
    if len(rows) < _MIN_ROWS or first is None or (first > 0 and any(row[0].strip() for row in rows if row)):
        return {}
    columns = {"start": first}
    at = first + 1
    if _most(rows, at, is_time):
        columns["end"] = at
        at += 1
    names = [row[at].strip() for row in rows if len(row) > at + 1]
    is_named = len(set(names)) < len(names) and _most(rows, at, is_name_like)
    if is_named and _MIN_SHARE * len(rows) <= len(names):
        columns["speaker"] = at
        at += 1
    columns["text"] = at
    return columns if _most(rows, at, lambda cell: any(letter.isalpha() for letter in cell)) else {}


def is_time(cell: str) -> bool:
    """Return whether a cell has a time: a clock, or seconds or milliseconds as a number."""
    return (
        any(character.isdigit() for character in cell) and parse_loose_time(cell.replace(" ", "")) is not None
    )


def _most(rows: Sequence[Sequence[str]], column: int, holds: Callable[[str], bool]) -> bool:
    found = sum(len(row) > column and holds(row[column].strip("\"' *`[]()")) for row in rows)
    return bool(rows) and found >= _MIN_SHARE * len(rows)
