"""Guess titles, episode numbers and ids from the names of files and folders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from retrieval.identifiers import UNSORTED, shorten_id, slug
from retrieval.language import lexicon

_LEADING_DATE = re.compile(r"(?:19|20)\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d(?!\d)")
_LEADING_NUMBER = re.compile(
    r"(?:#|ep(?:isode)?\.? ?#?)?(\d{1,5})(?:\s*[-–—.:)|]+\s*|\s+|$)(.*)", re.IGNORECASE
)
_TRAILING_NUMBER = re.compile(r"(.*[^\W\d])\s*#?(\d{1,5})")
_FORMAT_WORDS = frozenset(
    {"srt", "vtt", "txt", "md", "json", "transcript", "transcripts", "captions", "subtitles"}
)
_TRAILING_WORDS = _FORMAT_WORDS | {"final", "original", "edited", "draft", "copy", "clean", "cleaned"}
_ONLY_PART = re.compile(r"[(\[]|(?:part|pt)\.? ?\w{1,5}$", re.IGNORECASE)
_IN_SEASON = re.compile(
    r"s(?:eason ?)?(\d{1,2})[ ,.x-]*e(?:p(?:isode)?)? ?(\d{1,4})(?!\d)(?:\s*[-–—.:)|]+\s*|\s+|$)(.*)",
    re.IGNORECASE,
)
_VERSION = re.compile(r"v(?:er(?:sion)?)?\.?\d{1,2}|rev\d{1,2}", re.IGNORECASE)
_OTHER_SUFFIX = re.compile(
    r"\.(?:mp3|m4a|m4b|wav|flac|ogg|opus|aac|mp4|m4v|mkv|webm|mov|srt|vtt|txt|json|tsv|ttml|docx|whisper)$",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"\.(ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fil|fr|gl|gu|he|hi|hr|hu|id|is|it|ja|kn|ko|lt|lv|ml|mr|ms|nb|nl"
    r"|no|pl|pt|ro|ru|sk|sl|sr|sv|sw|ta|te|th|tr|uk|ur|vi|zh)(-[A-Za-z]{2,8}){0,2}$"
)
_VIDEO_ID = re.compile(r"[ _]*\[([\w-]{11})\]$|-([\w-]{11})$", re.ASCII)
_LEADING_WORDS = frozenset({"transcript", "transcripts", "captions", "subtitles"})
_COMMON_SHOW_WORDS = frozenset({"the", "podcast", "show"})
MIN_SHOW_WORD = 2
"""The fewest characters of a word that may be a whole show's title."""
_COUNTED_WORD = re.compile(r"(?:tmp|temp)(?=\w*\d)\w{4,}|tmp\w{4,}|[a-z]+\d+|\d{1,2}[a-z]?")
_HOMES = frozenset({"home", "users"})
"""Names of folders that contain people's home folders."""


@dataclass(frozen=True, slots=True)
class FilenameHints:
    """An episode's title (empty if unknown) and number; `prefix` is the slug before a trailing number.

    `language` and the `video_url` are those that yt-dlp puts into names: `My talk [dQw4w9WgXcQ].en-US.srt`.
    """

    title: str
    number: int | None = None
    prefix: str = ""
    language: str = ""
    video_url: str | None = None
    season: int | None = None


def parse_filename(stem: str) -> FilenameHints:
    """Return what the name of a file, without its suffix, suggests about the episode."""
    stem, language = _without_suffixes(stem)
    found = _VIDEO_ID.search(stem)
    video = (found[1] or found[2]) if found else None
    if found and video and _is_video_id(video, is_marked=bool(found[1])):
        hints = _parse_title(stem[: found.start()] or video)
        return replace(hints, language=language, video_url=f"https://www.youtube.com/watch?v={video}")
    return replace(_parse_title(stem), language=language)


def _without_suffixes(stem: str) -> tuple[str, str]:
    """Return a name without the suffixes that other programs left in it, and the language among them."""
    language = ""
    for _ in range(3):
        if found := _LANGUAGE.search(stem):
            stem, language = stem[: found.start()], language or found[0][1:]
        elif found := _OTHER_SUFFIX.search(stem):
            stem = stem[: found.start()]
    return stem, language


def _is_video_id(text: str, *, is_marked: bool) -> bool:
    """Return whether this is the id of a video and no word: it has digits or capitals inside."""
    has_digit = any(character.isdigit() or character in "-_" for character in text)
    is_mixed = text[1:] != text[1:].lower() and text != text.upper()
    return has_digit or is_mixed if is_marked else has_digit and is_mixed


def _parse_title(stem: str) -> FilenameHints:
    text = stem.replace("_", " ").strip()
    words = (text if " " in text else text.replace("-", " ")).split()
    while len(words) > 1 and (words[-1].casefold() in _TRAILING_WORDS or _VERSION.fullmatch(words[-1])):
        words.pop()
    while len(words) > 1 and (words[0].casefold() in _LEADING_WORDS or not slug(words[0])):
        words.pop(0)  # "Transcript - On bees"
    text = "" if words and words[0].casefold() in _TRAILING_WORDS and len(words) == 1 else " ".join(words)
    if not _LEADING_DATE.match(text):
        if found := _IN_SEASON.fullmatch(text):
            season, number = int(found[1]), int(found[2])
            return FilenameHints(_capitalize(found[3]) or f"S{season}E{number}", number, season=season)
        leading = _LEADING_NUMBER.fullmatch(text)
        if leading and _ONLY_PART.match(leading[2]):  # "Episode 48 (Part 1)" says no more than that
            return FilenameHints(_capitalize(text), int(leading[1]))
        if leading:
            return FilenameHints(_capitalize(leading[2]), int(leading[1]))
        if trailing := _TRAILING_NUMBER.fullmatch(text):
            title = _capitalize(f"{trailing[1]} {trailing[2]}")
            return FilenameHints(title, int(trailing[2]), slug(trailing[1]))
    return FilenameHints(_capitalize(text))


def show_title_from_folder(folder: Path) -> str:
    """Return the show title that a transcript folder's name suggests, or one of the folders above it.

    It is `UNSORTED` where that folder is called like no show: "Downloads", "tmp", somebody's home.
    """
    for part in (folder, *folder.parents):
        words = [word for word in re.split(r"[-_\s]+", part.name) if word.casefold() not in _FORMAT_WORDS]
        words = [word for word in words if word]
        if not words or _is_part_of_show(words):
            continue
        if _is_called_like_no_show(words) or _is_home(part):
            break
        return " ".join(word.capitalize() if word.islower() else word for word in words)
    return UNSORTED


def _is_home(folder: Path) -> bool:
    """Return whether a folder is somebody's home: "/home/mia", not "/podcasts/home/Serial"."""
    return folder.parent.name.casefold() in _HOMES and folder.parent.parent == Path(folder.anchor)


def _is_part_of_show(words: Sequence[str]) -> bool:
    """Return whether a folder is a part of a show: a season, a year, "episodes"."""
    parts = lexicon.words("folders_within_show")
    return all(re.sub(r"\d+$", "", word.casefold()) in {"", *parts} for word in words)


def _is_called_like_no_show(words: Sequence[str]) -> bool:
    """Return whether no word can be one of a show's title: "f", "walk9", "tmp"."""
    known = lexicon.words("folders_of_no_show")
    return all(
        word.casefold() in known
        or (word.isascii() and len(word) < MIN_SHOW_WORD)
        or _COUNTED_WORD.fullmatch(word)
        for word in words
    )


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
        season = "" if hints.season is None else f"s{hints.season}e"
        return f"{shorten_id('-'.join(words) or show)}-{season}{hints.number}"
    if hints.number is not None and _is_same_name(hints.prefix, show):
        return f"{shorten_id(hints.prefix)}-{hints.number}"
    return shorten_id(slug(title)) or "episode"


def _is_same_name(slug_: str, other_slug: str) -> bool:
    name, other_name = slug_.replace("-", ""), other_slug.replace("-", "")
    return name in other_name or other_name in name


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
