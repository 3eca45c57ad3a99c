"""Warn of words of a transcript file that are in no segment, and of subtitles without times."""

import logging
import re

from retrieval.errors import TranscriptError
from retrieval.texts import Text
from retrieval.transcripts.bounded_reader import SegmentedTranscript

MIN_LOST_WORDS = 3
"""Words of a file that must be missing in its segments before the report warns of it."""
MAX_WORD_CHARACTERS = 30
"""The longest text that is one word; a longer one without spaces is of a script that has none."""
MAX_LABELLED_CHARACTERS = 120
"""The longest text in which a speaker's name and remarks in brackets are set aside to count what is said."""
SUBTITLES = (".srt", ".vtt")
"""The ends of the names of files that should have times."""
_LABEL = re.compile(r"^\W*(?:[^\W\d_][\w.'\u2019-]*\s*){1,3}:\s+")
_REMARK = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_log = logging.getLogger(__name__)


def check_words(transcript: SegmentedTranscript, name: str) -> str:
    """Return a warning if words of the file are in no segment, after the notes of what was left out, or if
    subtitles have no times.

    Raises TranscriptError for a single word, and for none.
    """
    text = " ".join(segment.text for segment in transcript.segments)
    spoken = _spoken_words(text)
    if not any(char.isalnum() for word in spoken for char in word):
        raise TranscriptError(
            Text("{name} contains no words, so it isn't the transcript of an episode.", name=name)
        )
    if len(spoken) < 2 and len("".join(spoken)) <= MAX_WORD_CHARACTERS:
        raise TranscriptError(
            Text("{name} contains only one word, so it isn't the transcript of an episode.", name=name)
        )
    lost = transcript.lost_words + transcript.words - len(text.split())
    notes = [*transcript.notes]
    if lost >= MIN_LOST_WORDS:
        notes.append(
            Text(
                "{number} words of {name} were not understood and are missing from its episode; "
                "check the file.",
                number=lost,
                name=name,
            )
        )
    elif notes:
        notes[0] = f"{name}: {notes[0]}"
    if name.lower().endswith(SUBTITLES) and all(segment.start is None for segment in transcript.segments):
        notes.append(
            Text("{name} has no times, so nothing that is quoted from it links to its second.", name=name)
        )
    warning = " ".join(notes)
    if warning:
        _log.warning(warning)
    return warning


def _spoken_words(text: str) -> list[str]:
    """Return the words of a text; of a short one, without a speaker's name and remarks such as "[Music]"."""
    if len(text) > MAX_LABELLED_CHARACTERS:
        return text.split()
    said = _LABEL.sub("", _REMARK.sub(" ", text).strip(), count=1)
    return [word for word in said.split() if any(char.isalnum() for char in word)]
