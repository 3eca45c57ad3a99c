"""Read the JSON of programs that write tuples: lists of start, end and text, as faster-whisper's segments."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row
from retrieval.transcripts.timestamps import parse_loose_time


def _items(content: Content) -> list[object]:
    document = content.document
    if isinstance(document, dict):
        document = next((document[key] for key in ("segments", "transcript") if document.get(key)), None)
    if not isinstance(document, list) or not document or not isinstance(document[0], list):
        return []
    return document if _fields(document[0]) else []


def _fields(item: object) -> dict[str, object]:
    """Return the text and the two numbers before it, by which the places of the others don't matter.

    Else the time, the name if there is one, and the text of `["0:01", "Ada Byron", "What do bees do?"]`.
    """
    if not isinstance(item, list):
        return {}
    for k, value in enumerate(item):
        if isinstance(value, str) and k >= 2 and all(_is_number(item[i]) for i in (k - 2, k - 1)):
            return {"start": item[k - 2], "end": item[k - 1], "text": value}
    if len(item) in (2, 3) and _is_time(item[0]) and all(isinstance(value, str) for value in item[1:]):
        return {"start": item[0], "speaker": item[1] if len(item) == 3 else None, "text": item[-1]}
    return {}


def _is_time(value: object) -> bool:
    return _is_number(value) or (
        isinstance(value, str) and ":" in value and parse_loose_time(value) is not None
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read(content: Content) -> Reading:
    rows = [Row(_fields(item), number) for number, item in enumerate(_items(content), 1)]
    return read_rows(rows, content)


FORMAT = TranscriptFormat(
    name="JSON tuples",
    origin="faster-whisper, whose segments are written with `json.dump`",
    keeps="times",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(_items(content)),
    read=_read,
    sample="""\
[[0, 0, 1.0, 4.2, " What do bees do in winter?", [1, 2], -0.2],
 [1, 0, 4.5, 7.9, " They keep each other warm.", [3, 4], -0.1]]
""",
)
