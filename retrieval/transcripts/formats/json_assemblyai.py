"""Read the JSON of AssemblyAI: `utterances` or `words`, with milliseconds and speakers A, B and so on."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of

_MARKS = frozenset(
    {"status", "audio_url", "acoustic_model", "language_model", "speech_model", "audio_duration"}
)


def _rows(content: Content) -> list[Row]:
    document = content.document
    if not isinstance(document, dict) or not _MARKS & document.keys():
        return []
    lists = (rows_of(document, key) for key in ("utterances", "sentences", "paragraphs", "words"))
    return next((rows for rows in lists if rows and "text" in rows[0].fields), [])


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=True, letters=True)


FORMAT = TranscriptFormat(
    name="AssemblyAI JSON",
    origin="AssemblyAI",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"id": "1", "status": "completed", "text": "What do bees do in winter? They keep each other warm.",
 "utterances": [
  {"speaker": "A", "start": 1000, "end": 4200, "text": "What do bees do in winter?"},
  {"speaker": "B", "start": 4500, "end": 7900, "text": "They keep each other warm."}
]}
""",
)
