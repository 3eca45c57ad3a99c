"""Read the JSON of Whisper and its kin: `segments` with `start` and `text`, or `words` alone."""

from collections.abc import Sequence

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of

_LISTS = ("segments", "transcript", "wordsegments", "words")


def _rows(content: Content) -> Sequence[Row]:
    """Return the rows of the first list that has any, segments before single words."""
    return next((rows for key in _LISTS if (rows := rows_of(content.document, key))), [])


def _has_segments(content: Content) -> bool:
    document = content.document
    return isinstance(document, dict) and (bool(_rows(content)) or isinstance(document.get("segments"), list))


def _is_whisperx(content: Content) -> bool:
    document = content.document
    if not isinstance(document, dict) or not _has_segments(content):
        return False
    rows = rows_of(document, "segments")
    return "word_segments" in document or (bool(rows) and "speaker" in rows[0].fields)


def _read(content: Content) -> Reading:
    # OpenAI calls speakers A, B and so on; WhisperX calls them SPEAKER_00.
    document = content.document
    kinds = {row.fields.get("type") for row in rows_of(document, "segments")[:1]}
    return read_rows(_rows(content), content, letters="transcript.text.segment" in kinds)


WHISPERX = TranscriptFormat(
    name="WhisperX JSON",
    origin="WhisperX, OpenAI's transcription with speakers (`diarized_json`), whisper-diarization",
    keeps="times and speakers; a segment whose words have several speakers is cut where they change",
    family="JSON",
    suffixes=(".json",),
    matches=_is_whisperx,
    read=_read,
    sample="""\
{"segments": [
  {"start": 1.0, "end": 4.2, "text": " What do bees do in winter?", "speaker": "SPEAKER_00"},
  {"start": 4.5, "end": 7.9, "text": " They keep each other warm.", "speaker": "SPEAKER_01"}
], "word_segments": []}
""",
)
WHISPER = TranscriptFormat(
    name="Whisper JSON",
    origin="Whisper, faster-whisper, stable-ts, Groq and OpenAI (`verbose_json`)",
    keeps="times",
    family="JSON",
    suffixes=(".json",),
    matches=_has_segments,
    read=_read,
    sample="""\
{"text": " What do bees do in winter? They keep each other warm.", "segments": [
  {"id": 0, "start": 1.0, "end": 4.2, "text": " What do bees do in winter?"},
  {"id": 1, "start": 4.5, "end": 7.9, "text": " They keep each other warm."}
], "language": "en"}
""",
)
