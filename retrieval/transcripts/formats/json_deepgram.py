"""Read the JSON of Deepgram: paragraphs, utterances or words below `results`."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_by_path, rows_of

_SENTENCES = "results.channels.*.alternatives.*.paragraphs.paragraphs.*.sentences"
_WORDS = "results.channels.*.alternatives.*.words"


def _rows(content: Content) -> list[Row]:
    found = rows_by_path(content.document)
    channels = found.get("results.channels", [])
    lists = [found.get("results.utterances", []), found.get(_SENTENCES, []), found.get(_WORDS, [])]
    if len(channels) > 1:  # only the utterances are in the order of time
        lists = lists[:1]
    elif not any("speaker" in row.fields for row in lists[0][:1]):
        lists = lists[1:] + lists[:1]  # without speakers, utterances are cut at any pause
    return next((rows for rows in lists if rows), [])


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False)


FORMAT = TranscriptFormat(
    name="Deepgram JSON",
    origin="Deepgram",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(rows_of(content.document, "results", "channels")) and bool(_rows(content)),
    read=_read,
    sample="""\
{"metadata": {"duration": 8.0}, "results": {"channels": [{"alternatives": [{"words": []}]}], "utterances": [
  {"start": 1.0, "end": 4.2, "speaker": 0, "transcript": "What do bees do in winter?"},
  {"start": 4.5, "end": 7.9, "speaker": 1, "transcript": "They keep each other warm."}
]}}
""",
)
