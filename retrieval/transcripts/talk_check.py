"""Tell text that people say from program code, tables and documents with markup."""

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.errors import TranscriptError
from retrieval.models import Cue
from retrieval.texts import Text

MAX_SIGN_SHARE, DOUBTFUL_SIGN_SHARE = 0.02, 0.005
"""Shares of a text's characters that are signs of code or markup: from the first on it is refused, from the
second on it is doubted.

Of 95 real transcripts none has more than 0.0005 of them; code, settings, lists of files and READMEs have
0.02 to 0.12, and other documents with markup about 0.015.
"""
MAX_SEPARATOR_SHARE = 0.9
"""The share of all signs from which on one of them is what a transcriber puts between names and words."""
MIN_SIGNS = 10
"""Fewer signs say nothing, however short the text is."""
_SHOWN_SIGNS = 3
_SIGNS = re.compile(r"[{}\[\]<>=|\\/_#*`~^]")
_STAGE_DIRECTION = re.compile(
    r"\[[^\[\]\n]{1,60}\](?!\()|<[^<>\n]{1,30}>|\*{1,3}[^*\n]{1,60}\*{1,3}|>>+|_{2,}"
)
"""What people who transcribe write between words: `[laughs]`, `<inaudible>`, `*laughs*`, `>>`, `____`."""


def check_talk(cues: Sequence[Cue], name: str) -> str:
    """Return a note on a text that may be no talk, else an empty one. Raises TranscriptError for code."""
    text = " ".join(cue.text for cue in cues)
    signs = Counter(_SIGNS.findall(_STAGE_DIRECTION.sub("", text)))
    share = signs.total() / max(1, len(text))
    if signs.total() < MIN_SIGNS or share < DOUBTFUL_SIGN_SHARE:
        return ""
    shown = " ".join(sign for sign, _ in signs.most_common(_SHOWN_SIGNS))
    is_separator = signs.most_common(1)[0][1] >= MAX_SEPARATOR_SHARE * signs.total()
    if share < MAX_SIGN_SHARE or is_separator:
        return f"this may be no transcript: it has many signs of code or markup, such as {shown}"
    raise TranscriptError(
        Text(
            "{name} doesn't look like a transcript, but like code or a document with markup: it is full "
            "of signs such as {signs}.",
            name=name,
            signs=shown,
        )
    )
