"""Parse JSON transcripts: Podcasting 2.0, Whisper, WhisperX, and the plain lists of downloaders."""

import json
from collections.abc import Sequence
from typing import Any

from retrieval.errors import TranscriptError
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS, parse_timestamp
from retrieval.transcripts.word_timings import are_single_words, join_words

_STARTS = ("startTime", "start", "start_time", "offset")
_ENDS = ("endTime", "end", "end_time")
_TEXTS = ("body", "text", "word", "content")


def parse(text: str, name: str) -> tuple[list[RawLine], str]:
    """Return the lines of a transcript and the name of its format. Raises TranscriptError for other JSON."""
    document = _load(text, name)
    rows, kind = _rows(document, name)
    lines = [line for number, row in enumerate(rows, 1) if (line := _raw_line(row, number, name)).text]
    return (join_words(lines) if are_single_words(lines) else lines), kind


def _load(text: str, name: str) -> Any:  # noqa: ANN401 - JSON is anything until it has been looked at
    try:
        return json.loads(text, strict=False)  # files have raw line breaks inside strings
    except json.JSONDecodeError as error:
        raise TranscriptError(f"{name}, line {error.lineno}: broken JSON ({error.msg.lower()}).") from error
    except ValueError as error:  # an integer of thousands of digits
        raise TranscriptError(f"{name} holds a number that is too long.") from error
    except RecursionError as error:
        raise TranscriptError(f"{name} is nested too deeply to be a transcript.") from error


def _rows(document: object, name: str) -> tuple[Sequence[object], str]:
    if isinstance(document, list):
        return document, "JSON"
    if not isinstance(document, dict):
        raise _unknown(name)
    segments, words = document.get("segments"), document.get("word_segments") or document.get("words")
    if isinstance(segments, list) and segments:
        first = segments[0] if isinstance(segments[0], dict) else {}
        if "startTime" in first or "body" in first:
            return segments, "Podcasting 2.0 JSON"
        from_whisperx = "word_segments" in document or "speaker" in first
        return segments, "WhisperX JSON" if from_whisperx else "Whisper JSON"
    if isinstance(words, list) and words:
        return words, "WhisperX JSON" if "word_segments" in document else "Whisper JSON"
    if isinstance(segments, list):
        return segments, "JSON"
    raise _unknown(name)


def _unknown(name: str) -> TranscriptError:
    return TranscriptError(
        f"{name} is JSON, but no transcript of a kind that is known (no list of segments)."
    )


def _raw_line(row: object, number: int, name: str) -> RawLine:
    place = f"segment {number}"
    if not isinstance(row, dict):
        raise TranscriptError(f"{name}, {place}: not a segment of a transcript.")
    texts = [row[key] for key in _TEXTS if row.get(key) is not None]
    if not texts or not isinstance(texts[0], str):
        raise TranscriptError(f"{name}, {place}: no text.")
    start, end = _time(row, _STARTS, place, name), _time(row, _ENDS, place, name)
    length = row.get("duration")
    if (
        end is None
        and start is not None
        and isinstance(length, int | float)
        and 0 <= length < MAX_RECORDING_SECONDS
    ):
        end = start + length
    speaker = row.get("speaker") or row.get("speakerName")
    named = clean_name(speaker) if isinstance(speaker, str) else None
    return RawLine(collapse_spaces(texts[0]), place, start, end if start is not None else None, named)


def _time(row: dict[str, Any], keys: Sequence[str], place: str, name: str) -> float | None:
    value = next((row[key] for key in keys if row.get(key) is not None), None)
    if value is None:
        return None
    if isinstance(value, str):
        value = parse_timestamp(value) if ":" in value else _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TranscriptError(f"{name}, {place}: a time that is no number.")
    if not -0.05 <= value < MAX_RECORDING_SECONDS:  # nor is NaN
        raise TranscriptError(f"{name}, {place}: {str(value)[:30]} is not a time of a recording.")
    return max(0.0, float(value))


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
