"""Read the JSON of Podlove: a list of passages with `voice`, or of groups of them with `items`."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of, rows_of_list


def _rows(content: Content) -> list[Row]:
    document = content.document
    rows = rows_of_list(document) if isinstance(document, list) else rows_of(document, "transcripts")
    if rows and isinstance(rows[0].get("items"), list):
        return [item for group in rows for item in _items(group)]
    return rows if rows and {"voice", "startms"} <= rows[0].fields.keys() else []


def _items(group: Row) -> list[Row]:
    items = group.fields.get("items")
    rows = rows_of_list(items) if isinstance(items, list) else []
    return [Row(row.fields, row.number, group.stated_speaker) for row in rows]


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content)


FORMAT = TranscriptFormat(
    name="Podlove JSON",
    origin="Podlove Publisher and its web player",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_rows(content)),
    read=_read,
    sample="""\
[{"start": "00:00:01.000", "start_ms": 1000, "end": "00:00:04.200", "end_ms": 4200, "speaker": "1",
  "voice": "Ada Byron", "text": "What do bees do in winter?"},
 {"start": "00:00:04.500", "start_ms": 4500, "end": "00:00:07.900", "end_ms": 7900, "speaker": "2",
  "voice": "Ben Ode", "text": "They keep each other warm."}]
""",
)
