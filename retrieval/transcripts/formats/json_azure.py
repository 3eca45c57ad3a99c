"""Read the JSON of Azure's speech services: recognised phrases with ticks or milliseconds."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of, rows_of_list


def _rows(content: Content) -> list[Row]:
    if batch := rows_of(content.document, "recognizedphrases"):
        return batch
    if isinstance(content.document, list):
        return _results(rows_of_list(content.document))
    phrases = rows_of(content.document, "phrases")
    return phrases if phrases and "offsetmilliseconds" in phrases[0].fields else []


def _results(rows: list[Row]) -> list[Row]:
    """Return the results of live recognition, one after the other, whose times are ticks."""
    if not any({"displaytext", "offset", "duration"} <= row.fields.keys() for row in rows[:3]):
        return []
    ticks = {"offset": "offsetinticks", "duration": "durationinticks"}
    return [
        Row({ticks.get(key, key): value for key, value in row.fields.items()}, row.number) for row in rows
    ]


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False, unit="phrase")


FORMAT = TranscriptFormat(
    name="Azure Speech JSON",
    origin="Azure AI Speech, batch, fast and live transcription",
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
