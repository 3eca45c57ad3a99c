"""Read the JSON of ElevenLabs: `words` with blanks between them and `speaker_id`."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of


def _rows(content: Content) -> list[Row]:
    rows = rows_of(content.document, "words")
    return rows if any("type" in row.fields and "speakerid" in row.fields for row in rows[:3]) else []


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False, unit="word")


FORMAT = TranscriptFormat(
    name="ElevenLabs JSON",
    origin="ElevenLabs Scribe",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"language_code": "eng", "text": "Bees? Yes.", "words": [
  {"text": "Bees?", "start": 1.0, "end": 1.4, "type": "word", "speaker_id": "speaker_0"},
  {"text": " ", "start": 1.4, "end": 4.5, "type": "spacing", "speaker_id": "speaker_0"},
  {"text": "Yes.", "start": 4.5, "end": 4.8, "type": "word", "speaker_id": "speaker_1"}
]}
""",
)
