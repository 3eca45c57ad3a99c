"""Read the JSON of Azure's speech services: recognised phrases with ticks or milliseconds."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of


def _rows(content: Content) -> list[Row]:
    if batch := rows_of(content.document, "recognizedphrases"):
        return batch
    phrases = rows_of(content.document, "phrases")
    return phrases if phrases and "offsetmilliseconds" in phrases[0].fields else []


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False, unit="phrase")


FORMAT = TranscriptFormat(
    name="Azure Speech JSON",
    origin="Azure AI Speech, batch and fast transcription",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"recognizedPhrases": [
  {"offsetInTicks": 10000000, "durationInTicks": 32000000, "speaker": 1,
   "nBest": [{"display": "What do bees do in winter?"}]},
  {"offsetInTicks": 45000000, "durationInTicks": 34000000, "speaker": 2,
   "nBest": [{"display": "They keep each other warm."}]}
]}
""",
)
