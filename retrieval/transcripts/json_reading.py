"""From the rows of a JSON transcript to its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading
from retrieval.transcripts.json_paragraphs import with_speakers
from retrieval.transcripts.json_rows import Row, rows_of, rows_of_list, speaker_label
from retrieval.transcripts.json_times import BadTimeError, RowTimes, Stated, row_times
from retrieval.transcripts.milliseconds import are_milliseconds
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.word_timings import are_single_words, join_words

_LISTS_OF_SPEAKERS = (("speakers",), ("transcript", "speakers"))


def read_rows(
    rows: Sequence[Row],
    content: Content,
    *,
    milliseconds: bool | None = None,
    letters: bool = False,
    unit: str = "segment",
) -> Reading:
    """Return what the rows of a transcript say, and the rows that can't be read.

    Times without a unit are `milliseconds` or seconds; `None` lets the pace of the talk decide. With
    `letters`, a single letter is a speaker without a name.
    """
    problems = [Problem(f"line {number}", "broken JSON", text[:200]) for number, text in content.broken_lines]
    read: list[tuple[Row, RowTimes]] = []
    names = _names(content.document)
    for row in _by_speaker([_with_text(row, names) for row in with_speakers(rows, content.document)]):
        try:
            times = row_times(row)
        except BadTimeError as error:
            problems.append(Problem(f"{unit} {row.number}", str(error), row.text or ""))
            continue
        read.append((row, times))
    if milliseconds is None:
        milliseconds = are_milliseconds([_plain(row, times) for row, times in read])
    lines: list[RawLine] = []
    for row, times in read:
        place = f"{unit} {row.number}"
        try:
            line = _line(row, times, place, milliseconds, letters)
        except BadTimeError as error:
            problems.append(Problem(place, str(error), row.text or ""))
            continue
        if line is None:
            problems.append(Problem(place, "no text" if row.fields else "not a segment of a transcript"))
        elif line.text:
            lines.append(_after(_continued(line, lines), times, lines, milliseconds))
    return Reading(join_words(lines) if are_single_words(lines) else lines, problems=problems)


def _names(document: object) -> dict[str, str]:
    """Return the names of speakers by their ids, where a document lists them apart."""
    inner = [rows_of(document, *path) for path in _LISTS_OF_SPEAKERS]
    listed = [(row.get("id"), row.get("name")) for rows in inner for row in rows]
    return {
        key: name for key, name in listed if isinstance(key, str) and isinstance(name, str) and name.strip()
    }


def _with_text(row: Row, names: Mapping[str, str]) -> Row:
    """Return a row with the name of the speaker whose id it states, and with the text of its words."""
    fields = dict(row.fields)
    words = fields.get("words")
    speaker = fields.get("speaker")
    if isinstance(speaker, str) and speaker in names:
        fields["speaker"] = names[speaker]
    elif speaker is None and isinstance(row.speaker, str) and row.speaker in names:
        fields["speaker"] = names[row.speaker]
    if row.text is None and isinstance(words, list) and fields.get("start") is not None:
        texts = [word.text or "" for word in rows_of_list(words)]
        fields["text"] = collapse_spaces(" ".join(text.strip() for text in texts))
    return row if fields == row.fields else Row(fields, row.number, row.speaker)


def _plain(row: Row, times: RowTimes) -> tuple[float | None, float | None, str]:
    start, end = _plain_value(times.start), _plain_value(times.end)
    if end is None and start is not None and (length := _plain_value(times.length)) is not None:
        end = start + length
    return start, end, row.text or ""


def _plain_value(time: Stated | None) -> float | None:
    return time.value if time is not None and time.is_plain else None


def _line(row: Row, times: RowTimes, place: str, milliseconds: bool, letters: bool) -> RawLine | None:
    if row.text is None:
        return None
    start = times.start.seconds(milliseconds=milliseconds) if times.start else None
    end = times.end.seconds(milliseconds=milliseconds) if times.end else None
    if end is None and start is not None and times.length is not None:
        end = _end(start, times.length, milliseconds)
    label = speaker_label(row.stated_speaker, letters=letters)
    speaker = clean_name(label) if label else None
    return RawLine(collapse_spaces(row.text), place, start, end if start is not None else None, speaker)


def _end(start: float, length: Stated, milliseconds: bool) -> float | None:
    try:
        return start + length.seconds(milliseconds=milliseconds)
    except BadTimeError:
        return None


def _continued(line: RawLine, above: Sequence[RawLine]) -> RawLine:
    """Return a punctuation mark of its own as said by the speaker of the line before it."""
    is_mark = line.speaker is None and not any(character.isalnum() for character in line.text)
    return replace(line, speaker=above[-1].speaker) if is_mark and above else line


def _after(line: RawLine, times: RowTimes, above: Sequence[RawLine], milliseconds: bool) -> RawLine:
    """Return a line that states only its end, beginning where the line above it ends."""
    if line.start is not None or times.end is None or not above or above[-1].end is None:
        return line
    end = times.end.seconds(milliseconds=milliseconds)
    return replace(line, start=above[-1].end, end=end) if above[-1].end <= end else line


def _by_speaker(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, cut where the speaker of their words changes."""
    return [part for row in rows for part in (_turns(row) or [row])]


def _turns(row: Row) -> list[Row]:
    words = row.fields.get("words")
    if not isinstance(words, list) or row.text is None or not all(isinstance(word, dict) for word in words):
        return []
    inner = rows_of_list(words)
    speakers = {str(speaker) for word in inner if (speaker := word.fields.get("speaker")) is not None}
    texts = [word.text or "" for word in inner]
    if len(speakers) < 2 or "".join("".join(texts).split()) != "".join(row.text.split()):
        return []
    turns: list[list[Row]] = []
    last: object = None
    for word in inner:
        speaker = word.fields.get("speaker", last)
        if not turns or speaker != last:
            turns.append([])
        turns[-1].append(word)
        last = speaker
    return [_turn(row, turn) for turn in turns]


def _turn(row: Row, words: Sequence[Row]) -> Row:
    start = next((time for word in words if (time := word.get("start", "starttime")) is not None), None)
    end = next((time for word in reversed(words) if (time := word.get("end", "endtime")) is not None), None)
    speaker = next((s for word in words if (s := word.fields.get("speaker")) is not None), None)
    text = " ".join((word.text or "").strip() for word in words)
    return Row({"text": text, "start": start, "end": end, "speaker": speaker}, row.number, row.speaker)
