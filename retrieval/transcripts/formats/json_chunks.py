"""Read the JSON of Hugging Face's pipelines: `chunks` with `timestamp: [start, end]`."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of, rows_of_list


def _rows(content: Content) -> list[Row]:
    document = content.document
    lists = [
        rows_of(document, "speakers"),
        rows_of(document, "chunks"),
        rows_of(document, "output", "chunks"),
    ]
    if isinstance(document, list):
        lists.append(rows_of_list(document))
    return next((rows for rows in lists if rows and isinstance(rows[0].get("timestamp"), list)), [])


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False)


FORMAT = TranscriptFormat(
    name="Hugging Face JSON",
    origin="Hugging Face's transformers, insanely-fast-whisper, Replicate, fal",
    keeps="times; speakers where they are stated",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
{"text": "What do bees do in winter? They keep each other warm.", "chunks": [
  {"timestamp": [1.0, 4.2], "text": " What do bees do in winter?"},
  {"timestamp": [4.5, 7.9], "text": " They keep each other warm."}
]}
""",
)
