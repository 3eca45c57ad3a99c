"""Read YouTube's json3: `events` with pieces of text and milliseconds."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.json_rows import Row, rows_of, rows_of_list
from retrieval.transcripts.json_times import BadTimeError, row_times
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks


def _events(content: Content) -> list[Row]:
    events = rows_of(content.document, "events")
    return events if any("segs" in event.fields for event in events) else []


def _read(content: Content) -> Reading:
    blocks: list[Block] = []
    problems: list[Problem] = []
    for event in _events(content):
        pieces = event.fields.get("segs")
        rows = rows_of_list(pieces) if isinstance(pieces, list) else []
        text = "".join(piece for row in rows if isinstance(piece := row.get("utf8"), str))
        if not text.strip():
            continue
        try:
            times = row_times(event)
            start = times.start.seconds(milliseconds=True) if times.start else None
            length = times.length.seconds(milliseconds=True) if times.length else None
        except BadTimeError as error:
            problems.append(Problem(f"event {event.number}", str(error), text))
            continue
        if start is None:
            problems.append(Problem(f"event {event.number}", "no time", text))
        else:
            end = None if length is None else start + length
            blocks.append(Block(event.number, start, end, tuple(text.split("\n"))))
    return read_blocks(Blocks(blocks, problems))


FORMAT = TranscriptFormat(
    name="YouTube json3",
    origin="YouTube, through yt-dlp",
    keeps="times; speakers where a line begins with a name",
    family="JSON",
    repeats=True,
    suffixes=(".json", ".json3"),
    matches=lambda content: bool(_events(content)),
    read=_read,
    sample="""\
{"wireMagic": "pb3", "events": [
  {"tStartMs": 1000, "dDurationMs": 3200, "segs": [{"utf8": "What do bees"}, {"utf8": " do in winter?"}]},
  {"tStartMs": 4500, "dDurationMs": 3400, "segs": [{"utf8": "They keep each other warm."}]}
]}
""",
)
