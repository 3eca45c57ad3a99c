"""Warn of words of a transcript file that are in no segment."""

import logging

from retrieval.errors import TranscriptError
from retrieval.transcripts.bounded_reader import SegmentedTranscript

MIN_LOST_WORDS = 3
"""Words of a file that must be missing in its segments before the report warns of it."""
MAX_WORD_CHARACTERS = 30
"""The longest text that is one word; a longer one without spaces is of a script that has none."""
_log = logging.getLogger(__name__)


def check_words(transcript: SegmentedTranscript, name: str) -> str:
    """Return a warning if words of the file are in no segment, after the notes of what was left out.

    Raises TranscriptError for a single word, and for none.
    """
    text = " ".join(segment.text for segment in transcript.segments)
    if not any(char.isalnum() for char in text):
        raise TranscriptError(f"{name} contains no words, so it isn't the transcript of an episode.")
    if transcript.words < 2 and len(text) <= MAX_WORD_CHARACTERS:
        raise TranscriptError(f"{name} contains only one word, so it isn't the transcript of an episode.")
    lost = transcript.lost_words + transcript.words - len(text.split())
    notes = [*transcript.notes]
    if lost >= MIN_LOST_WORDS:
        notes.append(
            f"{lost} words of {name} were not understood and are missing in its episode; check the file."
        )
    elif notes:
        notes[0] = f"{name}: {notes[0]}"
    warning = " ".join(notes)
    if warning:
        _log.warning(warning)
    return warning
