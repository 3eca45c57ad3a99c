"""Read the marks of whisper.cpp, `[SPEAKER_TURN]`, after which somebody else speaks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.transcripts.raw_lines import RawLine

_TURN = re.compile(r"\s*\[SPEAKER[_ ]TURN\]", re.IGNORECASE)
MARK_WORDS = "SPEAKER_TURN SPEAKER TURN"


def split_marked_turns(lines: Sequence[RawLine]) -> list[RawLine]:
    """Return the lines without such marks, with a dash before what another, nameless speaker says."""
    made: list[RawLine] = []
    is_other = False
    for line in lines:
        text = _TURN.sub("", line.text)
        is_new, is_other = (
            is_other and not line.speaker,
            text != line.text and bool(_TURN.search(line.text[-20:])),
        )
        made.append(replace(line, text=f"- {text}" if is_new and text else text))
    return made
