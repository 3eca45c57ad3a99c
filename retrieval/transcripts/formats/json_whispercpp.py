"""Read the JSON of whisper.cpp: `transcription` with offsets in milliseconds."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of


def _rows(content: Content) -> list[Row]:
    return rows_of(content.document, "transcription")


def _read(content: Content) -> Reading:
    rows = []
    for row in _rows(content):
        times = row.fields.get("offsets")
        fields = {key: value for key, value in row.fields.items() if key not in ("timestamps", "tokens")}
        clocks = {"timestamps": row.fields.get("timestamps")} if not isinstance(times, dict) else {}
        rows.append(Row({**fields, **clocks} if row.fields else {}, row.number, row.speaker))
    return read_rows(rows, content, milliseconds=True)


FORMAT = TranscriptFormat(
    name="whisper.cpp JSON",
    origin="whisper.cpp (`--output-json`, `--output-json-full`), MacWhisper",
    keeps="times; speakers if it was run with `--diarize`",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"result": {"language": "en"}, "transcription": [
  {"timestamps": {"from": "00:00:01,000", "to": "00:00:04,200"}, "offsets": {"from": 1000, "to": 4200},
   "text": " What do bees do in winter?"},
  {"timestamps": {"from": "00:00:04,500", "to": "00:00:07,900"}, "offsets": {"from": 4500, "to": 7900},
   "text": " They keep each other warm."}
]}
""",
)
