"""Read the JSON of Speechmatics: `results`, one for each word and mark."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of


def _rows(content: Content) -> list[Row]:
    rows = rows_of(content.document, "results")
    return rows if rows and "content" in rows[0].alternative else []


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False, unit="result")


FORMAT = TranscriptFormat(
    name="Speechmatics JSON",
    origin="Speechmatics",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"format": "2.9", "results": [
  {"type": "word", "start_time": 1.0, "end_time": 1.4,
   "alternatives": [{"content": "Bees", "speaker": "S1"}]},
  {"type": "punctuation", "start_time": 1.4, "end_time": 1.4,
   "alternatives": [{"content": "?", "speaker": "S1"}]},
  {"type": "word", "start_time": 4.5, "end_time": 4.8,
   "alternatives": [{"content": "Yes", "speaker": "S2"}]},
  {"type": "punctuation", "start_time": 4.8, "end_time": 4.8,
   "alternatives": [{"content": ".", "speaker": "S2"}]}
]}
""",
)
