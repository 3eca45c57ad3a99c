"""Read the JSON of programs that take part in calls: Fireflies' sentences, and Recall's words by person."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_by_path, rows_of, rows_of_list

_SENTENCES = (("sentences",), ("data", "transcript", "sentences"), ("transcript", "sentences"))


def _sentences(content: Content) -> list[Row]:
    document = content.document
    lists = [rows_of(document, *path) for path in _SENTENCES]
    if isinstance(document, list):
        lists.append([row for row in rows_of_list(document) if "sentence" in row.fields])
    return next((rows for rows in lists if rows and {"speakername", "sentence"} & rows[0].fields.keys()), [])


def _read_sentences(content: Content) -> Reading:
    return read_rows(_sentences(content), content, unit="sentence")


def _turns(content: Content) -> list[Row]:
    document = content.document
    lists = (document, *(document.values() if isinstance(document, dict) else ()))
    for items in lists:
        rows = rows_of_list(items) if isinstance(items, list) else []
        if any(_has_words(row) for row in rows[:3]):
            return rows
    return []


def _has_words(row: Row) -> bool:
    words = row.fields.get("words")
    first = words[0] if isinstance(words, list) and words else None
    return isinstance(first, dict) and "start_timestamp" in first and row.text is None


def _read_turns(content: Content) -> Reading:
    paths = rows_by_path(content.document)
    words = next(rows for path, rows in paths.items() if path.endswith("*.words") and rows)
    return read_rows(words, content, milliseconds=False, unit="word")


FIREFLIES = TranscriptFormat(
    name="Fireflies JSON",
    origin="Fireflies",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_sentences(content)),
    read=_read_sentences,
    sample="""\
[{"sentence": "What do bees do in winter?", "startTime": "00:01", "endTime": "00:04",
  "speaker_name": "Ada Byron"},
 {"sentence": "They keep each other warm.", "startTime": "00:04", "endTime": "00:07",
  "speaker_name": "Ben Ode"}]
""",
)
RECALL = TranscriptFormat(
    name="Recall JSON",
    origin="Recall.ai and programs that use it",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_turns(content)),
    read=_read_turns,
    sample="""\
[{"participant": {"id": 1, "name": "Ada Byron"}, "words": [
   {"text": "Bees?", "start_timestamp": {"relative": 1.0}, "end_timestamp": {"relative": 1.4}}]},
 {"participant": {"id": 2, "name": "Ben Ode"}, "words": [
   {"text": "Yes.", "start_timestamp": {"relative": 4.5}, "end_timestamp": {"relative": 4.8}}]}]
""",
)
