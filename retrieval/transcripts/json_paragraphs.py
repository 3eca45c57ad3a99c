"""Find who says the words of a JSON transcript that states the speakers in a list of their own."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from retrieval.transcripts.json_rows import Row, rows_by_path
from retrieval.transcripts.json_times import BadTimeError, row_times

_IDS = ("id", "paragraphid", "key")
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
    lists = [
        rows
        for rows in rows_by_path(document).values()
        if rows and all(row.text is None and row.stated_speaker is not None for row in rows[:20])
    ]
    timed = [rows for rows in lists if _start(rows[0]) is not None]
    return max(timed, key=len, default=[])


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
