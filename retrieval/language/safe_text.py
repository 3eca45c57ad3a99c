"""Text that strangers wrote, made safe to show: one line without hidden or reordering characters."""

import html
import re
import unicodedata

MAX_LINE_CHARACTERS = 300
"""Characters of a line; longer text is cut and ends in an ellipsis. More than any title needs."""
HIDDEN_CHARACTERS = (
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
"""What shows nothing, reorders what is shown, or spells words that only a model reads, as a regex's class.

The joiners that emoji and some scripts are spelled with (U+200C, U+200D) aren't among them.
"""
_HIDDEN = re.compile(f"[{HIDDEN_CHARACTERS}]")
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that emoji and some scripts are spelled with."""


def safe_line(text: str) -> str:
    """Return the text as one line without control, invisible and direction-changing characters.

    HTML entities are decoded, and more than `MAX_LINE_CHARACTERS` characters are cut.
    """
    line = " ".join("".join(map(_safe_character, without_hidden(html.unescape(text)))).split())
    return line if len(line) <= MAX_LINE_CHARACTERS else f"{line[: MAX_LINE_CHARACTERS - 1].rstrip()}…"


def without_hidden(text: str) -> str:
    """Return the text without the characters of `HIDDEN_CHARACTERS`."""
    return _HIDDEN.sub("", text)


def _safe_character(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category == "Cf" and char not in _JOINERS else char
