"""Read transcripts of any known format, which is recognised by the content."""

from dataclasses import replace
from pathlib import Path

from retrieval.errors import TranscriptError
from retrieval.models import Transcript
from retrieval.texts import Text
from retrieval.transcripts.content import Content
from retrieval.transcripts.credits import split_credits
from retrieval.transcripts.cues import to_cues
from retrieval.transcripts.format import Problem, TranscriptFormat
from retrieval.transcripts.formats import (
    docx,
    html,
    json_assemblyai,
    json_aws,
    json_azure,
    json_chunks,
    json_deepgram,
    json_elevenlabs,
    json_gladia,
    json_google,
    json_meetings,
    json_other,
    json_podcasting,
    json_podlove,
    json_rev,
    json_speechmatics,
    json_tuples,
    json_watson,
    json_whisper,
    json_whispercpp,
    json_youtube,
    labels,
    lrc,
    sami,
    sbv,
    srt,
    substation,
    tables,
    text,
    timecodes,
    ttml,
    webvtt,
    xml_captions,
)
from retrieval.transcripts.problems import check_problems, notes_of
from retrieval.transcripts.refusals import check_data, check_text, refuse_markup
from retrieval.transcripts.speaker_names import number_unnamed
from retrieval.transcripts.talk_check import check_talk
from retrieval.transcripts.tracks import from_zero, in_one_order
from retrieval.transcripts.turn_marks import MARK_WORDS, split_marked_turns
from retrieval.transcripts.word_check import count_lost_words

_CREDIT = "a line that says who transcribed it"
MAX_TRANSCRIPT_BYTES = 32 * 1024 * 1024
"""The largest file that is read: 32 MB; a four-hour episode with a time for every word has about 8 MB."""
BINARY_FORMATS: tuple[TranscriptFormat, ...] = (docx.FORMAT,)
"""The formats that are no text, tried first."""
JSON_FORMATS: tuple[TranscriptFormat, ...] = (
    json_podcasting.FORMAT,
    json_podlove.FORMAT,
    json_youtube.FORMAT,
    json_whispercpp.FORMAT,
    json_chunks.FORMAT,
    json_assemblyai.FORMAT,
    json_deepgram.FORMAT,
    json_rev.FORMAT,
    json_aws.FORMAT,
    json_watson.FORMAT,
    json_google.FORMAT,
    json_azure.FORMAT,
    json_speechmatics.FORMAT,
    json_gladia.FORMAT,
    json_elevenlabs.FORMAT,
    json_meetings.FIREFLIES,
    json_meetings.RECALL,
    json_tuples.FORMAT,
    json_whisper.WHISPERX,
    json_whisper.WHISPER,
    json_other.FORMAT,
)
MARKUP_FORMATS: tuple[TranscriptFormat, ...] = (
    sami.FORMAT,
    ttml.FORMAT,
    xml_captions.YOUTUBE,
    xml_captions.PODLOVE,
    html.CITES,
    html.TURNS,
)
TEXT_FORMATS: tuple[TranscriptFormat, ...] = (
    substation.FORMAT,
    srt.FORMAT,
    sbv.FORMAT,
    timecodes.FORMAT,
    lrc.FORMAT,
    tables.FORMAT,
    labels.FORMAT,
    text.BRACKETED,
    text.MARKDOWN,
    text.HEADED,
    text.COPIED_TEXT,
    text.PLAIN_TEXT,
)
FORMATS: tuple[TranscriptFormat, ...] = (
    webvtt.FORMAT,
    *BINARY_FORMATS,
    *JSON_FORMATS,
    *MARKUP_FORMATS,
    *TEXT_FORMATS,
)
"""All formats. The first that recognises a file reads it."""
TRANSCRIPT_SUFFIXES = tuple(sorted({suffix for format_ in FORMATS for suffix in format_.suffixes}))
"""Suffixes of the names of transcript files, in lower case: the formats that `parse_transcript` reads."""


def parse_transcript(source: Path | bytes, name: str = "", duration: float | None = None) -> Transcript:
    """Return the transcript in a file or in the bytes of one.

    `name` is the file's name in error messages, by default that of the path. `duration` is that of the
    recording in seconds, where a feed states it. Raises TranscriptError, one sentence with the file and the
    line, for anything that can't be read.
    """
    name = name or (source.name if isinstance(source, Path) else "The transcript")
    content = Content(read_transcript_file(source, name), name)
    format_ = recognize(content)
    reading = format_.read(content)
    lines, credits = split_credits(split_marked_turns(reading.lines))
    check_problems(reading.problems, lines, name)
    lines, tracks = in_one_order(lines, name)
    lines, shift = from_zero(lines, duration or reading.duration)
    cues, slips = to_cues(number_unnamed(lines), name, reading.duration)
    doubt = check_talk(cues, name) if format_.family == "text" else ""
    problems = [
        *(
            Problem(f"line {number}", "text outside of the code block", text)
            for number, text in content.outside
        ),
        *reading.problems,
        *(Problem(line.place, _CREDIT, line.text) for line in credits),
    ]
    transcript = Transcript(
        cues,
        format_.name,
        reading.details,
        notes=notes_of(content, problems, slips, [note for note in (doubt, tracks, shift) if note]),
    )
    lost = count_lost_words(
        content,
        format_,
        transcript,
        text=reading.text,
        unspoken=[*reading.unspoken, MARK_WORDS, *(line.speaker for line in reading.lines if line.speaker)],
        left_out=[*(problem.text for problem in problems), *(text for _, text in content.outside)],
    )
    return replace(transcript, lost_words=lost)


def recognize(content: Content) -> TranscriptFormat:
    """Return the format of a file. Raises TranscriptError if it has none, saying what it is."""
    if found := _first(BINARY_FORMATS, content):
        return found
    check_data(content)
    if webvtt.FORMAT.matches(content):
        return webvtt.FORMAT
    if content.is_json:
        return _first(JSON_FORMATS, content) or json_other.FORMAT
    if content.is_markup:
        if found := _first(MARKUP_FORMATS, content):
            return found
        raise refuse_markup(content)
    check_text(content)
    return _first(TEXT_FORMATS, content) or text.PLAIN_TEXT


def _first(formats: tuple[TranscriptFormat, ...], content: Content) -> TranscriptFormat | None:
    return next((format_ for format_ in formats if format_.matches(content)), None)


def read_transcript_file(source: Path | bytes, name: str = "") -> bytes:
    """Return the bytes of a transcript file. Raises TranscriptError if it can't be opened or is too large."""
    name = name or (source.name if isinstance(source, Path) else "The transcript")
    if isinstance(source, bytes):
        data = source
    else:
        _check_path(source, name)
        try:
            with source.open("rb") as file:
                data = file.read(MAX_TRANSCRIPT_BYTES + 1)
        except FileNotFoundError as error:
            raise TranscriptError(f"{name} does not exist.") from error
        except OSError as error:
            raise TranscriptError(f"{name} can't be opened: {error.strerror or error}.") from error
    if len(data) > MAX_TRANSCRIPT_BYTES:
        raise TranscriptError(
            Text(
                "{name} is larger than {number} MB, too large for a transcript.",
                name=name,
                number=MAX_TRANSCRIPT_BYTES // 1024 // 1024,
            )
        )
    return data


def _check_path(path: Path, name: str) -> None:
    """Raise TranscriptError for a name that can't be stored, and for what isn't a file and may never end."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise TranscriptError(f"The name of {name} has characters that can't be read; rename it.") from error
    if path.exists() and not path.is_file():
        raise TranscriptError(f"{name} is not a file.")
