"""Parse a transcript copied from YouTube's page: times and headings of chapters on lines of their own."""

import re
from collections.abc import Sequence

from retrieval.models import Chapter, Details
from retrieval.transcripts.format import Reading
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.timestamps import parse_loose_time

_TIME = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?$")
_READ_ALOUD = re.compile(
    r"(?:\d{1,2} hours?,? ?)?(?:\d{1,3} minutes?,? ?)?(?:and )?(?:\d{1,5} seconds?)?(?=$|[ \t\n]|[^\W\d])",
    re.IGNORECASE,
)
_BUTTONS = frozenset(
    {"transcript", "search in video", "search transcript", "chapters", "show transcript", "all"}
)
_GLUED = re.compile(r"(\d{1,3}:\d{2}(?::\d{2})?)(\d{1,3} (?:hours?|minutes?|seconds?).*)$", re.IGNORECASE)
"""A time and what is read aloud, without anything between them, as some browsers copy it."""
_LANGUAGE = re.compile(
    r"[^\W\d_]{3,20}(?: \([^()\n]{2,30}\)){0,2} \(auto-generated\)$|English$", re.IGNORECASE
)
"""The menu of languages below the transcript."""
_MIN_TIMES = 3
_MIN_SINGLE_SHARE = 0.7
"""The share of times that must have exactly one line of text below them."""
_Numbered = Sequence[tuple[int, str]]


def is_copied(lines: _Numbered) -> bool:
    """Return whether these lines are a copied transcript: each time has one line of text below it."""
    stripped = [(number, line.strip()) for number, line in _unglued(lines)]
    times = [i for i, (_, line) in enumerate(stripped) if _TIME.match(line)]
    if len(times) < _MIN_TIMES or 3 * len(times) < len(stripped) - 5:
        return False
    aloud = sum(bool(_aloud(line)) for _, line in stripped)
    if any(line.casefold() == "search in video" for _, line in stripped[:4]) or 2 * aloud > len(times):
        return True
    heads = [line for _, line in stripped[: times[0]]]
    singles = sum(b - a == 2 for a, b in zip(times, [*times[1:], len(stripped)], strict=True))
    has_headings = times[0] > 0 and all(len(line) < 80 and not line.endswith(":") for line in heads)
    return has_headings and times[0] <= 3 and singles >= _MIN_SINGLE_SHARE * len(times)


def parse(lines: _Numbered) -> Reading:
    """Parse (line number, line) pairs; what is above a time, below the text of another, is a heading."""
    made: list[RawLine] = []
    chapters: list[Chapter] = []
    unspoken: list[str] = []
    start: float | None = None
    has_text = True
    above: list[str] = []
    parts = _unglued(lines)
    for number, line in parts:
        text = collapse_spaces(line)
        if _TIME.match(text) and (time := parse_loose_time(text)) is not None:
            chapters += [Chapter(time, heading) for heading in above[-1:]]
            unspoken += above
            start, has_text, above = time, False, []
            continue
        if not has_text and (said := _aloud(text)):
            unspoken.append(said)
            text = text[len(said) :].strip()
        if text.casefold() in _BUTTONS and not made:
            unspoken.append(text)
        elif text and not has_text:
            made.append(RawLine(text, f"line {number}", start))
            has_text = True
        elif text:
            above.append(text)
    if above and _LANGUAGE.match(above[-1]):
        unspoken.append(above.pop())
    made += [RawLine(text, f"line {lines[-1][0]}") for text in above]  # text below the last, for no time
    whole = "\n".join(line for _, line in parts) if len(parts) > len(lines) else None
    return Reading(made, Details(chapters=tuple(chapters)), unspoken=unspoken, text=whole)


def _unglued(lines: _Numbered) -> list[tuple[int, str]]:
    """Return the lines with times apart from what follows them without a blank."""
    parts: list[tuple[int, str]] = []
    for number, line in lines:
        found = _GLUED.match(line.strip())
        parts += [(number, found[1]), (number, found[2])] if found else [(number, line)]
    return parts


def _aloud(text: str) -> str:
    """Return the time in words at the beginning of a line, which is read aloud to people who can't see."""
    found = _READ_ALOUD.match(text)
    return found[0] if found and found[0].strip() and found[0][0].isdigit() else ""
