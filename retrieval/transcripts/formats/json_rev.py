"""Read the JSON of Rev: `monologues` of single words and marks."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, normalized, rows_of, rows_of_list


def _names(document: object) -> dict[object, str]:
    """Return the names of speakers that people put in, by their numbers."""
    rows = rows_of(document, "speakers")
    return {row.get("id"): name for row in rows if isinstance(name := row.get("name"), str) and name.strip()}


def _read(content: Content) -> Reading:
    names = _names(content.document)
    rows: list[Row] = []
    for monologue in rows_of(content.document, "monologues"):
        elements = monologue.fields.get("elements")
        speaker = monologue.get("speakerinfo", "speaker")
        if isinstance(speaker, int | str):
            speaker = names.get(speaker, speaker)
        for element in rows_of_list(elements) if isinstance(elements, list) else []:
            fields = {"text": element.get("value"), "start": element.get("ts"), "end": element.get("endts")}
            rows.append(Row(normalized(fields), len(rows) + 1, speaker))
    return read_rows(rows, content, milliseconds=False, unit="element")


FORMAT = TranscriptFormat(
    name="Rev JSON",
    origin="Rev and Rev AI",
    keeps="times and speakers, with their names if they were entered",
    family="JSON",
    suffixes=(".json",),
    matches=lambda content: bool(rows_of(content.document, "monologues")),
    read=_read,
    sample="""\
{"speakers": [{"id": 0, "name": "Ada Byron"}, {"id": 1, "name": "Ben Ode"}], "monologues": [
  {"speaker": 0, "elements": [{"type": "text", "value": "Bees", "ts": 1.0, "end_ts": 1.4},
    {"type": "punct", "value": "?"}]},
  {"speaker": 1, "elements": [{"type": "text", "value": "Yes", "ts": 4.5, "end_ts": 4.8},
    {"type": "punct", "value": "."}]}
]}
""",
)
