"""Descriptions that strangers wrote as parts of web pages, as plain text that is safe to show."""

import html
import re
import unicodedata

MAX_DESCRIPTION_CHARACTERS = 1_500
"""The most characters of a description, which is cut after a word and then ends in an ellipsis."""
_MAX_READ_CHARACTERS = 20_000
_UNSHOWN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|blockquote|hr)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,2000}>", re.IGNORECASE)
_JOINERS = frozenset("\u200c\u200d")


def plain_text(text: str) -> str:
    """Return the lines of a description without tags and control and direction-changing characters."""
    text = text[:_MAX_READ_CHARACTERS]
    for _ in range(2):  # some are escaped twice
        text = _TAG.sub("", _BLOCK.sub("\n", _UNSHOWN.sub("", text)))
        text = html.unescape(text)
    text = _TAG.sub("", _BLOCK.sub("\n", _UNSHOWN.sub("", text)))
    lines = (" ".join("".join(map(_safe_character, line)).split()) for line in text.splitlines())
    return _cut("\n".join(filter(None, lines)))


def _cut(text: str) -> str:
    if len(text) <= MAX_DESCRIPTION_CHARACTERS:
        return text
    whole, _, _ = text[: MAX_DESCRIPTION_CHARACTERS - 1].rpartition(" ")
    return f"{whole or text[: MAX_DESCRIPTION_CHARACTERS - 1]}…"


def _safe_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category == "Cf" and char not in _JOINERS else char
