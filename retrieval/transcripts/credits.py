"""Find the lines of a transcript that nobody says: who made it, with which program."""

import re
from collections.abc import Sequence

from retrieval.transcripts.raw_lines import RawLine

_EDGE_LINES = 4
"""How many lines from the beginning and the end may be such a note; further in, people may say the same."""
_MAX_WORDS = 30
_PROGRAMS = (
    r"(?:otter|descript|rev|riverside|sonix|trint|whisper|turboscribe|happy scribe|podscribe|fireflies|zoom"
    r"|macwhisper)"
)
_DONE = (
    r"(?:created|provided|generated|made|done|exported|edited|corrected|synced|timed|produced|transcribed)"
)
_CREDIT = re.compile(
    r"[\[(*_]{0,2}(?:"
    r"(?:transcribed|transcription|transcripts?|subtitles?|subtitled|captions?|captioned|synced|sync|corrected"
    rf"|translated)(?: (?:and |was |text |outsourcing |automatically )?{_DONE}){{0,2}}(?: outsourcing)?"
    r" (?:by|with|using|on|from|courtesy of|at)\b"
    r"|(?:this|the) (?:transcript|transcription|document|file) (?:was|is|has been) (?:auto\S{0,12} )?"
    rf"{_DONE}"
    rf"|{_DONE} (?:by|with|from|using) {_PROGRAMS}\b"
    r"|https?://(?:www\.)?(?:otter\.ai|rev\.com|turboscribe\.ai|podscribe\.)"
    r"|[^.!?]{2,60} (?:started|stopped) (?:the )?transcription[.]?$"
    r"|meeting ended after \d|this editable transcript was"
    r"|view original transcript|downloaded from www\.|\u00a9 \d{4}|copyright \u00a9)",
    re.IGNORECASE,
)


def split_credits(lines: Sequence[RawLine]) -> tuple[list[RawLine], list[RawLine]]:
    """Return the spoken lines, and the lines near the beginning or end that say who transcribed them."""
    said: list[RawLine] = []
    credits: list[RawLine] = []
    for i, line in enumerate(lines):
        is_edge = i < _EDGE_LINES or i >= len(lines) - _EDGE_LINES
        is_credit = is_edge and _CREDIT.match(line.text) is not None and len(line.text.split()) <= _MAX_WORDS
        (credits if is_credit else said).append(line)
    return (said, credits) if said else (list(lines), [])
