"""Read the JSON of Amazon Transcribe: `items`, one for each word and mark, and labels of speakers."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, rows_by_path, rows_of, rows_of_list

_LABELS = "results.speakerlabels.segments.*.items"


def _rows(content: Content) -> list[Row]:
    found = rows_by_path(content.document)
    speakers = {row.get("starttime"): row.stated_speaker for row in found.get(_LABELS, [])}
    for channel in rows_of(content.document, "results", "channellabels", "channels"):
        items = channel.get("items")
        for item in rows_of_list(items) if isinstance(items, list) else ():
            speakers.setdefault(item.get("starttime"), channel.get("channellabel"))
    if segments := found.get("results.audiosegments"):
        return segments
    channels = found.get("results.channellabels.channels.*.items")
    return [
        Row(row.fields, row.number, speakers.get(row.get("starttime")) if row.get("starttime") else None)
        for row in found.get("results.items", channels or [])
    ]


def _matches(content: Content) -> bool:
    return bool(rows_of(content.document, "results", "transcripts")) and bool(_rows(content))


def _read(content: Content) -> Reading:
    return read_rows(_rows(content), content, milliseconds=False, unit="item")


FORMAT = TranscriptFormat(
    name="Amazon Transcribe JSON",
    origin="Amazon Transcribe",
    keeps="times and speakers",
    family="JSON",
    suffixes=(".json",),
    matches=_matches,
    read=_read,
    sample="""\
{"jobName": "bees", "results": {"transcripts": [{"transcript": "Bees? Yes."}], "items": [
  {"type": "pronunciation", "start_time": "1.0", "end_time": "1.4", "speaker_label": "spk_0",
   "alternatives": [{"content": "Bees"}]},
  {"type": "punctuation", "alternatives": [{"content": "?"}]},
  {"type": "pronunciation", "start_time": "4.5", "end_time": "4.8", "speaker_label": "spk_1",
   "alternatives": [{"content": "Yes"}]},
  {"type": "punctuation", "alternatives": [{"content": "."}]}
]}}
""",
)
