"""Read transcripts of any known format, which is recognised by the content."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from retrieval.errors import TranscriptError
from retrieval.models import Cue, Details, Transcript
from retrieval.transcripts import (
    bracketed,
    front_matter,
    headed,
    json_formats,
    markdown,
    plain_text,
    rolling_captions,
    srt,
    subtitle_blocks,
    subtitle_speakers,
    webvtt,
)
from retrieval.transcripts.cues import to_cues
from retrieval.transcripts.encoding import decode
from retrieval.transcripts.raw_lines import RawLine
from retrieval.transcripts.word_check import count_lost_words
from retrieval.transcripts.word_timings import are_single_words, join_words

MAX_TRANSCRIPT_BYTES = 32 * 1024 * 1024
"""The largest file that is read: 32 MB; a four-hour episode with a time for every word has about 8 MB."""
TRANSCRIPT_SUFFIXES = (".json", ".md", ".srt", ".txt", ".vtt")
"""Suffixes of the names of transcript files, in lower case: the formats that `parse_transcript` reads."""

_MAX_WORDY_BLOCKS = 40
"""A file with up to so many blocks of one word is short talk ("Hi."), not a list of single words."""
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"])")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|rss|tt)\b", re.IGNORECASE)
_NumberedLines = list[tuple[int, str]]
_TEXT_FORMATS: tuple[tuple[str, re.Pattern[str], Callable[[_NumberedLines], list[RawLine]]], ...] = (
    ("bracketed text", bracketed.LINE, bracketed.parse),
    ("Markdown", markdown.TURN, markdown.parse),
    ("headed text", headed.NAMED_HEADER, headed.parse),
)


def parse_transcript(source: Path | bytes, name: str = "") -> Transcript:
    """Return the transcript in a file or in the bytes of one.

    `name` is the file's name in error messages, by default that of the path. Raises TranscriptError, one
    sentence with the file and the line, for anything that can't be read.
    """
    name = name or (source.name if isinstance(source, Path) else "The transcript")
    text = decode(read_transcript_file(source, name), name)
    transcript = _parse(text, name)
    return replace(transcript, lost_words=count_lost_words(text, transcript))


def _parse(text: str, name: str) -> Transcript:
    if text.lstrip().startswith("WEBVTT"):
        return Transcript(_subtitle_cues(webvtt.parse(text.lstrip(), name), name), "WebVTT")
    if _JSON.match(text):
        lines, kind = json_formats.parse(text, name)
        return Transcript(to_cues(lines, name), kind)
    if _WEB_PAGE.match(text):
        raise TranscriptError(f"{name} is a web page or XML, not a transcript that can be read.")
    if any(subtitle_blocks.ARROW.match(line) for line in text.split("\n")):
        return Transcript(_subtitle_cues(srt.parse(text, name), name), "SubRip")
    return _parse_text(text, name)


def read_transcript_file(source: Path | bytes, name: str = "") -> bytes:
    """Return the bytes of a transcript file. Raises TranscriptError if it can't be opened or is too large."""
    name = name or (source.name if isinstance(source, Path) else "The transcript")
    if isinstance(source, bytes):
        data = source
    else:
        try:
            with source.open("rb") as file:
                data = file.read(MAX_TRANSCRIPT_BYTES + 1)
        except FileNotFoundError as error:
            raise TranscriptError(f"{name} does not exist.") from error
        except OSError as error:
            raise TranscriptError(f"{name} can't be opened: {error.strerror or error}.") from error
    if len(data) > MAX_TRANSCRIPT_BYTES:
        raise TranscriptError(
            f"{name} is larger than {MAX_TRANSCRIPT_BYTES // 1024 // 1024} MB, too large for a transcript."
        )
    return data


def _subtitle_cues(blocks: list[subtitle_blocks.Block], name: str) -> tuple[Cue, ...]:
    lines = [line for line in subtitle_speakers.split_turns(rolling_captions.unroll(blocks)) if line.text]
    if len(lines) > _MAX_WORDY_BLOCKS and are_single_words(lines):
        lines = join_words(lines)
    return to_cues(lines, name)


def _parse_text(text: str, name: str) -> Transcript:
    details, duration, body, above = front_matter.parse_front_matter(text, name)
    lines = [(i + above + 1, line) for i, line in enumerate(body.split("\n")) if line.strip()]
    matching = [
        sum(bool(pattern.match(line.lstrip())) for _, line in lines) for _, pattern, _ in _TEXT_FORMATS
    ]
    most = max(matching)
    kind, _, parse = _TEXT_FORMATS[matching.index(most)] if most else ("plain text", None, plain_text.parse)
    cues = to_cues(parse(lines), name, duration)
    return Transcript(cues, kind, details.or_else(Details(title=_heading(lines))))


def _heading(lines: _NumberedLines) -> str | None:
    """Return the heading above a transcript in Markdown."""
    first = lines[0][1] if lines else ""
    return " ".join(first[2:].split()) or None if first.startswith("# ") else None
