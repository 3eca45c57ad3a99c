"""Read JSON of any other kind that holds a list of passages, or a text without times."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.errors import TranscriptError
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.formats import srt, webvtt
from retrieval.transcripts.formats.text_kinds import parse_text
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_by_path, rows_of, rows_of_list
from retrieval.transcripts.json_times import BadTimeError, row_times
from retrieval.transcripts.markup import page_lines
from retrieval.transcripts.subtitle_blocks import has_arrow
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import parse_loose_time
from retrieval.untrusted.safe_xml import parse_html

_SAMPLE_ROWS = 20
_MIN_TEXT_SHARE = 0.6
_WHOLE_TEXTS = ("text", "transcript", "transcription", "content", "full_text", "transcript_text")
_TAG = re.compile(r"<(?:p|div|span|br)\b[^<>]{0,300}>", re.IGNORECASE)
_KINDS = {
    "chapters": "chapters of an episode",
    "timings": "a list of timings",
    "waypoints": "chapters of an episode",
    "items": "a list of items",
    "features": "a map",
}


def _find(content: Content) -> Sequence[Row]:
    """Return the rows of the list that holds most of the text; of several, one with times and speakers."""
    candidates = [
        rows
        for path, rows in rows_by_path(content.document).items()
        if "chapters" not in path and _is_talk(rows)
    ]
    sizes = [sum(len(row.text or "") for row in rows) for rows in candidates]
    largest = max(sizes, default=0)
    likely = [rows for rows, size in zip(candidates, sizes, strict=True) if 10 * size >= 8 * largest]
    return max(likely, key=_merit, default=[])


def _is_talk(rows: Sequence[Row]) -> bool:
    sample = rows[:_SAMPLE_ROWS]
    texts = sum(bool(row.text and row.text.strip()) for row in sample)
    has_more = any(_has_time(row) or row.stated_speaker is not None for row in sample)
    return bool(sample) and texts >= _MIN_TEXT_SHARE * len(sample) and has_more


def _merit(rows: Sequence[Row]) -> tuple[bool, bool, float]:
    sample = rows[:_SAMPLE_ROWS]
    return (
        any(_has_time(row) for row in sample),
        any(row.stated_speaker is not None for row in sample),
        sum(len(row.text or "") for row in sample) / len(sample),
    )


def _has_time(row: Row) -> bool:
    try:
        return row_times(row).start is not None
    except BadTimeError:
        return False


def _repeats(row: Row) -> bool:
    """Return whether a line of a stream repeats what the others say, as `transcript.text.done` does."""
    kind = row.fields.get("type")
    return isinstance(kind, str) and kind.endswith((".done", ".delta"))


def _read(content: Content) -> Reading:
    document = content.document
    if rows := _find(content):
        said = [row for row in rows if not _repeats(row)] or rows
        repeated = [row.text or "" for row in rows if _repeats(row)] if len(said) < len(rows) else []
        return replace(read_rows(said, content), unspoken=repeated)
    if isinstance(document, dict):
        for key in _WHOLE_TEXTS:
            if isinstance(text := document.get(key), str) and text.strip():
                return _read_text(text)
        if rows := _by_time(document):
            return read_rows(rows, content)
    if isinstance(document, list) and document and all(isinstance(line, str) for line in document):
        return _read_text("\n\n".join(document))
    if isinstance(document, dict) and isinstance(document.get("segments"), list):
        return Reading(())
    if isinstance(document, list) and (not document or any(isinstance(row, dict) for row in document)):
        return read_rows(rows_of_list(document), content)
    raise TranscriptError(_unknown(content))


def _read_text(text: str) -> Reading:
    """Return what a text says that is in one string: subtitles, a page's part as oTranscribe's, or turns."""
    lines = text.split("\n")
    if text.lstrip().startswith("WEBVTT"):
        return read_blocks(webvtt.parse(lines))
    if any(map(has_arrow, lines)):
        return read_blocks(srt.parse(lines, "The text"))
    page = parse_html(text) if _TAG.search(text) else None
    lines = lines if page is None else page_lines(page)
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    _, reading = parse_text(numbered)
    return replace(reading, text="\n".join(lines))


def _by_time(document: Mapping[str, object]) -> list[Row]:
    """Return the rows of an object whose keys are times and whose values are texts."""
    rows = [
        Row({"start": key, "text": text}, number)
        for number, (key, text) in enumerate(document.items(), 1)
        if isinstance(text, str) and parse_loose_time(key) is not None
    ]
    return rows if len(rows) > 1 and len(rows) == len(document) else []


def _unknown(content: Content) -> str:
    document = content.document
    kind = next((said for key, said in _KINDS.items() if rows_of(document, key)), "")
    holds = f"it contains {kind}" if kind else "no list of segments"
    return (
        f"{content.name} is JSON, but not a known kind of transcript ({holds}); "
        "export the transcript as SubRip (.srt) or WebVTT (.vtt)."
    )


FORMAT = TranscriptFormat(
    name="JSON",
    origin="youtube-transcript-api and other programs that write a list of passages, JSON lines too",
    keeps="times (seconds, milliseconds or clocks), and speakers where they are stated",
    family="JSON",
    suffixes=(".json", ".jsonl", ".ndjson"),
    matches=lambda content: content.is_json,
    read=_read,
    sample="""\
{"start": 1.0, "end": 4.2, "speaker": "Ada Byron", "text": "What do bees do in winter?"}
{"start": 4.5, "end": 7.9, "speaker": "Ben Ode", "text": "They keep each other warm."}
""",
)
