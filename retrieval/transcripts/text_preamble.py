"""Find what is above the first turn of a text and isn't speech: titles, dates, lists of keywords."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.transcripts.text_lines import TextLine

_MAX_LINES = 40
"""How far down the first turn may be for the lines above it to be a preamble."""
_MAX_TITLE_WORDS = 12
_KEYWORDS = re.compile(
    r"(?:summary )?keywords:?$|(?:speakers|attendees|participants|invited):?$", re.IGNORECASE
)
_DATE_AND_LENGTH = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
    r"[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b.{0,40}$",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?:\d{1,2}h ?)?\d{1,2}m ?\d{1,2}s$")
"""How long the recording is, as Teams writes it below the date."""
_LABELS = re.compile(
    r"(?:file(?: ?name)?|duration|length|date|recorded(?: on)?|language|title|speakers|participants|attendees"
    r"|(?:summary )?keywords|meeting(?: title)?|audio|video|recording|started|ended|url|source|episode title)"
    r"[ \t]*[:\uff1a][ \t]*(.{0,300})$",
    re.IGNORECASE,
)
_WORDS_ALONE = re.compile(
    r"(?:full |audio |meeting |video )?transcript(?:ion)?[:.]?$|search in video$|view recording\b.{0,40}$",
    re.IGNORECASE,
)


_LINK = re.compile(r"https?://\S{3,300}$", re.IGNORECASE)
_PROGRAM = re.compile(
    r"\S{0,20}(?:tactiq|otter|turboscribe|downsub|notegpt|youtubetotranscript)\b", re.IGNORECASE
)
"""A line of a program that says what it made."""
_MAX_LINES_WITH_LINK = 5


class Preamble(NamedTuple):
    """The title of the episode that is above the turns, and the lines that aren't speech."""

    title: str | None
    unspoken: list[str]


def split_preamble(lines: Sequence[TextLine]) -> tuple[Preamble, list[TextLine]]:
    """Return what is above the turns, and the lines of the turns.

    Otter writes title, date, keywords and speakers there, each below a heading. Of other files only lines
    like `Transcript` and `Duration: 61:49` go.
    """
    first = next((i for i, line in enumerate(lines[:_MAX_LINES]) if _begins_turns(line)), None)
    above = list(lines[:first]) if first is not None else []
    if (
        any(_KEYWORDS.match(line.bare) for line in above)
        or _is_title_and_date(above)
        or _is_title(above, lines)
        or (len(above) <= _MAX_LINES_WITH_LINK and any(_LINK.match(line.whole) for line in above))
    ):
        own = [line for line in above if not _PROGRAM.match(line.bare)]
        title = next((line.bare for line in own[:1] if not _KEYWORDS.match(line.bare)), None)
        return Preamble(title, [line.bare for line in above]), list(lines[len(above) :])
    top = lines[: first if first is not None else 3]
    dropped = [line for line in top if _WORDS_ALONE.match(line.bare) or _LABELS.match(line.bare)]
    stated = (
        found[1]
        for line in dropped
        if (found := _LABELS.match(line.bare)) and line.bare[:5].lower() == "title"
    )
    numbers = {line.number for line in dropped}
    heading = next((line.bare for line in lines[:1] if line.is_heading and line.form != "timed name"), None)
    kept = [line for line in lines if line.number not in numbers]
    return Preamble(next(stated, heading), [line.bare for line in dropped]), kept


def _begins_turns(line: TextLine) -> bool:
    if _KEYWORDS.match(line.bare) or _LABELS.match(line.bare):
        return False
    if _DATE_AND_LENGTH.match(line.whole) or _LENGTH.match(line.whole):
        return False
    return line.start is not None or line.inner_start is not None or line.form in ("colon", "brackets")


def _is_title(above: Sequence[TextLine], lines: Sequence[TextLine]) -> bool:
    """Return whether a single line above turns with names and times is their title, as it reads like one."""
    if len(above) != 1 or above[0].is_heading or above[0].bare.endswith((".", "!", "?", ":", ",", "…")):
        return False
    timed = [line for line in lines if line.form == "timed name"]
    return len(timed) > 2 and lines[1] == timed[0] and len(above[0].bare.split()) <= _MAX_TITLE_WORDS


def _is_title_and_date(above: Sequence[TextLine]) -> bool:
    return 2 <= len(above) <= 6 and any(_DATE_AND_LENGTH.match(line.bare) for line in above[1:3])
