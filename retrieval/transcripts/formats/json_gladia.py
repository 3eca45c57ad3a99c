"""Read the JSON of Gladia: utterances below `transcription`."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of

_PATHS = (("result", "transcription", "utterances"), ("transcription", "utterances"), ("prediction",))


def _rows(content: Content) -> list[Row]:
    return next((rows for path in _PATHS if (rows := rows_of(content.document, *path))), [])


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, unit="utterance")


FORMAT = TranscriptFormat(
    name="Gladia JSON",
    origin="Gladia",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"result": {"transcription": {"utterances": [
  {"start": 1.0, "end": 4.2, "speaker": 0, "text": "What do bees do in winter?"},
  {"start": 4.5, "end": 7.9, "speaker": 1, "text": "They keep each other warm."}
]}}}
""",
)
