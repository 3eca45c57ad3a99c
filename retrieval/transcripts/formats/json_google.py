"""Read the JSON of Google's Speech-to-Text: `results` of alternatives with words."""

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.json_reading import read_rows
from retrieval.transcripts.json_rows import Row, normalized, rows_by_path, rows_of_list


def _results(content: Content) -> list[Row]:
    """Return the results, which lie at the top, below `response`, or below the address of a file."""
    for path, rows in rows_by_path(content.document).items():
        if path.rpartition(".")[2] == "results" and rows and _has_transcripts(rows):
            return rows
    return []


def _has_transcripts(rows: list[Row]) -> bool:
    return any(("transcript" in row.alternative or "words" in row.alternative) for row in rows[:3])


def _words(result: Row) -> list[Row]:
    words = result.alternative.get("words")
    return rows_of_list(words) if isinstance(words, list) else []


def _rows(results: list[Row]) -> list[Row]:
    """Return the words, or the passages where there are none.

    With speakers, the last result repeats all words, and only there they have their speakers.
    """
    spoken = [result for result in results if _words(result)]
    if not spoken:
        return _after_one_another([row for row in results if row.alternative])
    last = _words(spoken[-1])
    names_speakers = any(word.get("speakertag", "speakerlabel") for word in last)
    if names_speakers and len(spoken) > 1 and len(last) >= sum(map(len, map(_words, spoken[:-1]))):
        return last
    rows = [word for result in spoken for word in _words(result)]
    return [Row(normalized(word.fields), number, word.speaker) for number, word in enumerate(rows, 1)]


def _after_one_another(results: list[Row]) -> list[Row]:
    """Return passages that state only their ends with those of the ones above as their starts."""
    rows: list[Row] = []
    above: object = "0s"
    for row in results:
        end = row.get("resultendtime", "resultendoffset")
        times = {} if end is None else {"start": above, "end": end}
        rows.append(Row({**row.fields, **times}, row.number, row.speaker))
        above = above if end is None else end
    return rows


def _read(content: Content) -> Reading:
    return read_rows(_rows(_results(content)), content, milliseconds=False, unit="word")


FORMAT = TranscriptFormat(
    name="Google Speech-to-Text JSON",
    origin="Google Cloud Speech-to-Text, versions 1 and 2",
    keeps="times and speakers",
    family="JSON",
    repeats=True,
    suffixes=(".json",),
    matches=lambda content: content.is_json and bool(_results(content)),
    read=_read,
    sample="""\
{"results": [{"alternatives": [{"transcript": "Bees? Yes.", "words": [
  {"startTime": "1s", "endTime": "1.400s", "word": "Bees?", "speakerTag": 1},
  {"startTime": "4.500s", "endTime": "4.800s", "word": "Yes.", "speakerTag": 2}
]}]}]}
""",
)
