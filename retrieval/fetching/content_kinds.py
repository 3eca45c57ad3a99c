"""The kinds of content that are fetched: which content types each may have, and how large it may be."""

import re
from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ContentKind:
    """A kind of content: its name in messages, its content types, and its largest size in bytes."""

    name: str
    types: re.Pattern[str]
    bytes: int


_UNSPECIFIC_TYPES = r"application/octet-stream|binary/octet-stream|text/[\w.+-]+"
"""Content types that servers send for any of these kinds, as a regular expression."""
FEED_CONTENT = ContentKind(
    "feed", re.compile(rf"(?:{_UNSPECIFIC_TYPES}|application/(?:[\w.+-]+\+)?xml)"), 32 * MEGABYTE
)
TRANSCRIPT_CONTENT = ContentKind(
    "transcript",
    re.compile(
        rf"(?:{_UNSPECIFIC_TYPES}|application/(?:[\w.-]+\+)?json|application/(?:x-)?(?:subrip|srt|vtt|markdown))"
    ),
    32 * MEGABYTE,
)
CHAPTERS_CONTENT = ContentKind(
    "list of chapters",
    re.compile(rf"(?:{_UNSPECIFIC_TYPES}|application/(?:[\w.-]+\+)?json(?:\+chapters)?)"),
    MEGABYTE,
)
