"""Read the JSON of IBM's Speech to Text: `timestamps` of words as lists, and the speakers apart."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_of, rows_of_list

_FIELDS = ("word", "start", "end")


def _words(content: Content) -> list[Row]:
    """Return the words of all results; documents of streams have the results in several objects."""
    document = content.document
    parts = document if isinstance(document, list) else [document]
    found: list[object] = []
    for row in (row for part in parts for row in rows_of(part, "results")):
        stated = row.alternative.get("timestamps")
        found += stated if isinstance(stated, list) else []
    words = [word for word in found if isinstance(word, list) and len(word) == len(_FIELDS)]
    return rows_of_list([dict(zip(_FIELDS, word, strict=True)) for word in words])


def _read(content: Content) -> Reading:
    return read_rows(_words(content), content, milliseconds=False, unit="word")


FORMAT = TranscriptFormat(
    name="IBM Speech to Text JSON",
    origin="IBM Watson Speech to Text",
    keeps="times and speakers",
    family="JSON",
    repeats=True,
    suffixes=(".json",),
    matches=lambda content: bool(_words(content)),
    read=_read,
    sample="""\
{"results": [{"final": true, "alternatives": [{"transcript": "Bees? Yes. ",
   "timestamps": [["Bees?", 1.0, 1.4], ["Yes.", 4.5, 4.8]]}]}],
 "speaker_labels": [{"from": 1.0, "to": 1.4, "speaker": 0}, {"from": 4.5, "to": 4.8, "speaker": 1}]}
""",
)
