"""Speakers' names as transcripts of any format write them, and those of speakers without a name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.transcripts.raw_lines import RawLine, collapse_spaces

_ROLE = (
    r"(?:(?:unknown |unidentified )?speaker|spkr?|person|voice|participant|channel|ch(?=_)|guest(?=[_-]\d)"
    r"|sprecher(?:in)?|locuteur|intervenant|hablante|orador|spreker)"
)
_UNNAMED = re.compile(
    rf"{_ROLE}[ _:#.-]{{0,2}}(\d{{1,3}}|[a-z])|s(\d{{1,2}})|(\d{{1,3}})", re.IGNORECASE | re.ASCII
)
"""What programs call people whose names they don't know; Azure calls them `Guest-1`."""
_MAX_SKIPPED_LETTERS = 3
"""How many letters may be skipped by labels that are only letters; `Q` and `A` are no such labels."""
_PYANNOTE = re.compile(r"speaker_(\d{2,3})", re.IGNORECASE | re.ASCII)
"""A label of pyannote and WhisperX, which count from 0."""
_UNKNOWN_SPEAKERS = frozenset(
    {
        *("unknown", "unknown speaker", "unidentified", "unidentified speaker", "speaker unknown"),
        *("uu", "none", "null", "speaker_unknown", "nobody", "-", "--", "\u2013", "\u2014", ">>", "speaker"),
        *("speaker none", "speaker_none", "speaker ?", "?"),
    }
)
_DECORATION = ":\uff1a,;|-\u2013\u2014\u2022 "
_PRONOUN = r"(?:she|he|they|her|him|them|his|hers|theirs|it|its|any|all|xe|ze|elle|lui|ella|el|sie|er)"
_PRONOUNS = re.compile(rf"[ \t]*[(\[]{_PRONOUN}(?:[ ]?[/,|][ ]?{_PRONOUN}){{1,3}}[)\]]$", re.IGNORECASE)


def clean_name(name: str) -> str | None:
    """Return a name without decoration and pronouns; `None` for the names of nobody ("Unknown", "-")."""
    name = _PRONOUNS.sub("", collapse_spaces(name)[:200].rstrip(_DECORATION)).rstrip(_DECORATION)
    return None if not name or name.casefold() in _UNKNOWN_SPEAKERS else name


def is_unnamed(name: str) -> bool:
    """Return whether this is a program's label for a speaker without a known name (`SPEAKER_00`)."""
    return _UNNAMED.fullmatch(name) is not None


def plain_label(name: str) -> str:
    """Return what a speaker without a name is called: `Speaker 1` for `SPEAKER_00`, as pyannote writes it."""
    name = collapse_spaces(name)
    found = _PYANNOTE.fullmatch(name)
    if found:
        return f"Speaker {int(found[1]) + 1}"
    return f"{name[:1].upper()}{name[1:].lower()}" if is_unnamed(name) else name


def number_unnamed(lines: Sequence[RawLine]) -> list[RawLine]:
    """Return the lines with speakers without a name called "Speaker 1", "Speaker 2" and so on.

    Programs count from 0, from 1 or from A: the file as a whole tells which.
    """
    speakers = {line.speaker for line in lines if line.speaker}
    numbers = {name: number for name in speakers if (number := _number(name)) is not None}
    letters = {name: _letter(name) for name in speakers if re.fullmatch("[A-Za-z]", name)}
    if max(letters.values(), default=0) <= len(speakers) + _MAX_SKIPPED_LETTERS:
        numbers |= letters
    step = 1 if 0 in numbers.values() else 0
    names = {name: f"Speaker {number + step}" for name, number in numbers.items()}
    return [replace(line, speaker=names[line.speaker]) if line.speaker in names else line for line in lines]


def _number(name: str) -> int | None:
    found = _UNNAMED.fullmatch(name)
    if not found:
        return None
    label = found[1] or found[2] or found[3]
    return int(label) if label.isdigit() else _letter(label)


def _letter(label: str) -> int:
    return ord(label.lower()) - ord("a") + 1
