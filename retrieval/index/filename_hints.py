"""Titles, numbers and ids that file and folder names suggest."""

import re
from dataclasses import dataclass
from pathlib import Path

from retrieval.identifiers import UNSORTED, shortened, slug

_DATE = re.compile(r"(?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d(?!\d)")
_LEADING_NUMBER = re.compile(
    r"(?:#|ep(?:isode)?\.? ?#?)?(\d{1,5})(?:\s*[-–—.:)|]+\s*|\s+|$)(.*)", re.IGNORECASE
)
_TRAILING_NUMBER = re.compile(r"(.*[^\W\d])\s*#?(\d{1,5})")
_FORMATS = frozenset(
    {"srt", "vtt", "txt", "md", "json", "transcript", "transcripts", "captions", "subtitles"}
)
_ENDINGS = _FORMATS | {"final", "original", "edited"}
_SHOW_WORDS = frozenset({"the", "podcast", "show"})


@dataclass(frozen=True, slots=True)
class Called:
    """What a file's name tells: a title, empty where it has none, a number, and the words before that."""

    title: str
    number: int | None = None
    before: str = ""


def called(stem: str) -> Called:
    """What the name of a file, without its suffix, tells of the episode."""
    text = stem.replace("_", " ").strip()
    words = (text if " " in text else text.replace("-", " ")).split()
    while len(words) > 1 and words[-1].casefold() in _ENDINGS:
        words.pop()
    text = "" if words and words[0].casefold() in _ENDINGS else " ".join(words)
    if not _DATE.match(stem):
        if leading := _LEADING_NUMBER.fullmatch(text):
            return Called(_capital(leading[2]), int(leading[1]))
        if trailing := _TRAILING_NUMBER.fullmatch(text):
            return Called(_capital(f"{trailing[1]} {trailing[2]}"), int(trailing[2]), slug(trailing[1]))
    return Called(_capital(text))


def show_of(folder: Path) -> str:
    """The title that a folder's name suggests for the show whose transcripts are in it."""
    for name in (folder.name, *(parent.name for parent in folder.parents)):
        words = [word for word in re.split(r"[-_\s]+", name) if word and word.casefold() not in _FORMATS]
        if words:
            return " ".join(word.capitalize() if word.islower() else word for word in words)
    return UNSORTED


def episode_id(show: str, name: Called, title: str) -> str:
    """An id from the episode's number in the show with this id, or else from its title."""
    if name.number is not None and not name.before:
        words = [word for word in show.split("-") if word not in _SHOW_WORDS]
        return f"{shortened('-'.join(words) or show)}-{name.number}"
    if name.number is not None and _akin(name.before, show):
        return f"{shortened(name.before)}-{name.number}"
    return shortened(slug(title)) or "episode"


def _akin(words: str, show: str) -> bool:
    one, other = words.replace("-", ""), show.replace("-", "")
    return one in other or other in one


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
