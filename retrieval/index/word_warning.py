"""Warn of words of a transcript file that are in no segment."""

import logging

from retrieval.errors import TranscriptError
from retrieval.transcripts.bounded_reader import SegmentedTranscript

MIN_LOST_WORDS = 3
"""Words of a file that must be missing in its segments before the report warns of it."""
_log = logging.getLogger(__name__)


def check_words(transcript: SegmentedTranscript, name: str) -> str:
    """Return a warning if words of the file are in no segment. Raises TranscriptError for a single word."""
    if transcript.words < 2:
        raise TranscriptError(f"{name} holds only one word, so it is not the transcript of an episode.")
    indexed = sum(len(segment.text.split()) for segment in transcript.segments)
    lost = transcript.lost_words + transcript.words - indexed
    if lost < MIN_LOST_WORDS:
        return ""
    warning = f"{lost} words of {name} were not understood and are missing in its episode; check the file."
    _log.warning(warning)
    return warning
