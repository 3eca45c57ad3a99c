"""Guess titles, episode numbers and ids from the names of files and folders."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from retrieval.identifiers import UNSORTED, shorten_id, slug

_LEADING_DATE = re.compile(r"(?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d(?!\d)")
_LEADING_NUMBER = re.compile(
    r"(?:#|ep(?:isode)?\.? ?#?)?(\d{1,5})(?:\s*[-–—.:)|]+\s*|\s+|$)(.*)", re.IGNORECASE
)
_TRAILING_NUMBER = re.compile(r"(.*[^\W\d])\s*#?(\d{1,5})")
_FORMAT_WORDS = frozenset(
    {"srt", "vtt", "txt", "md", "json", "transcript", "transcripts", "captions", "subtitles"}
)
_TRAILING_WORDS = _FORMAT_WORDS | {"final", "original", "edited"}
_LEADING_WORDS = frozenset({"transcript", "transcripts", "captions", "subtitles"})
_COMMON_SHOW_WORDS = frozenset({"the", "podcast", "show"})


@dataclass(frozen=True, slots=True)
class FilenameHints:
    """An episode's title (empty if unknown) and number; `prefix` is the slug before a trailing number."""

    title: str
    number: int | None = None
    prefix: str = ""


def parse_filename(stem: str) -> FilenameHints:
    """Return what the name of a file, without its suffix, suggests about the episode."""
    text = stem.replace("_", " ").strip()
    words = (text if " " in text else text.replace("-", " ")).split()
    while len(words) > 1 and words[-1].casefold() in _TRAILING_WORDS:
        words.pop()
    while len(words) > 1 and (words[0].casefold() in _LEADING_WORDS or not slug(words[0])):
        words.pop(0)  # "Transcript - On bees"
    text = "" if words and words[0].casefold() in _TRAILING_WORDS and len(words) == 1 else " ".join(words)
    if not _LEADING_DATE.match(text):
        if leading := _LEADING_NUMBER.fullmatch(text):
            return FilenameHints(_capitalize(leading[2]), int(leading[1]))
        if trailing := _TRAILING_NUMBER.fullmatch(text):
            title = _capitalize(f"{trailing[1]} {trailing[2]}")
            return FilenameHints(title, int(trailing[2]), slug(trailing[1]))
    return FilenameHints(_capitalize(text))


def show_title_from_folder(folder: Path) -> str:
    """Return the show title that a transcript folder's name suggests, or one of the folders above it."""
    for name in (folder.name, *(parent.name for parent in folder.parents)):
        words = [word for word in re.split(r"[-_\s]+", name) if word and word.casefold() not in _FORMAT_WORDS]
        if words:
            return " ".join(word.capitalize() if word.islower() else word for word in words)
    return UNSORTED


def parse_path(path: PurePath) -> FilenameHints:
    """Return what the name of a file suggests, or else (`on-kilns/transcript.srt`) that of its folder."""
    hints = parse_filename(path.stem)
    if hints.title or hints.number is not None:
        return hints
    return parse_filename(path.parent.name)


def suggest_episode_id(show: str, hints: FilenameHints, title: str) -> str:
    """Return an id made from the episode's number in the show with the id `show`, or else from its title."""
    if hints.number is not None and not hints.prefix:
        words = [word for word in show.split("-") if word not in _COMMON_SHOW_WORDS]
        return f"{shorten_id('-'.join(words) or show)}-{hints.number}"
    if hints.number is not None and _is_same_name(hints.prefix, show):
        return f"{shorten_id(hints.prefix)}-{hints.number}"
    return shorten_id(slug(title)) or "episode"


def _is_same_name(slug_: str, other_slug: str) -> bool:
    name, other_name = slug_.replace("-", ""), other_slug.replace("-", "")
    return name in other_name or other_name in name


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
