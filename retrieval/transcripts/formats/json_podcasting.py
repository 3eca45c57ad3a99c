"""Read the JSON of Podcasting 2.0: `segments` with `startTime`, `body` and `speaker`."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import rows_of


def _matches(content: Content) -> bool:
    rows = rows_of(content.document, "segments")
    return bool(rows) and ("starttime" in rows[0].fields or "body" in rows[0].fields)


def _read(content: Content) -> Reading:
    return read_rows(rows_of(content.document, "segments"), content)


FORMAT = TranscriptFormat(
    name="Podcasting 2.0 JSON",
    origin="Buzzsprout, Captivate, RSS.com, Transistor and other podcast hosts",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=_matches,
    read=_read,
    sample="""\
{"version": "1.0.0", "segments": [
  {"speaker": "Ada Byron", "startTime": 1.0, "endTime": 4.2, "body": "What do bees do in winter?"},
  {"speaker": "Ben Ode", "startTime": 4.5, "endTime": 7.9, "body": "They keep each other warm."}
]}
""",
)
