"""Find who says the words of a JSON transcript that states the speakers in a list of their own."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.transcripts.json_rows import Row, rows_of_list
from retrieval.transcripts.json_times import BadTimeError, row_times

_IDS = ("id", "paragraphid", "key")
_SAMPLE_ROWS = 20
_MAX_LEVELS = 4
_EARLY = 0.01
"""How much earlier than its paragraph a word may begin, in the unit of the file."""


def with_speakers(rows: Sequence[Row], document: object) -> list[Row]:
    """Return the rows with the speakers of the paragraphs that they are in, where rows state none.

    Trint's words name the paragraph; those of others, such as IBM's, lie within its times.
    """
    if not rows or any(row.stated_speaker not in (None, "") for row in rows):
        return list(rows)
    paragraphs = _paragraphs(document)
    by_id = {
        row.get(*_IDS): row.stated_speaker for row in paragraphs if isinstance(row.get(*_IDS), str | int)
    }
    if by_id and all(row.fields.get("paragraphid") in by_id for row in rows):
        return [replace(row, speaker=by_id[row.fields["paragraphid"]]) for row in rows]
    starts = [_start(row) for row in paragraphs]
    known = [start for start in starts if start is not None]
    if not paragraphs or len(known) < len(starts) or known != sorted(known):
        return list(rows)
    return [replace(row, speaker=_speaker_at(_start(row), known, paragraphs)) for row in rows]


def _paragraphs(document: object) -> list[Row]:
    """Return the longest list whose items state a speaker and a time, and no text."""
    found = [items for items in _lists(document) if _are_paragraphs(rows_of_list(items[:_SAMPLE_ROWS]))]
    return rows_of_list(max(found, key=len, default=[]))


def _lists(document: object) -> Iterator[list[object]]:
    """Yield the lists of a document that aren't in another list."""
    level = [document]
    for _ in range(_MAX_LEVELS):
        inner = [value for one in level if isinstance(one, dict) for value in one.values()]
        yield from (value for value in inner if isinstance(value, list) and value)
        level = inner


def _are_paragraphs(rows: Sequence[Row]) -> bool:
    is_bare = all(row.text is None and row.stated_speaker not in (None, "") for row in rows)
    return is_bare and _start(rows[0]) is not None


def _speaker_at(start: float | None, starts: Sequence[float], paragraphs: Sequence[Row]) -> object:
    if start is None:
        return None
    at = bisect_right(starts, start + _EARLY) - 1
    return paragraphs[max(at, 0)].stated_speaker


def _start(row: Row) -> float | None:
    try:
        stated = row_times(row).start
    except BadTimeError:
        return None
    return None if stated is None else stated.value
