"""Clean the titles of feeds, which are written as parts of web pages."""

import html
import re

from retrieval.language.safe_text import safe_line

_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|p|q|s|small|span|strike"
    r"|strong|sub|sup|u|ul|wbr)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"<(?:br|p|div|li)\b", re.IGNORECASE)


def clean_title(text: str) -> str:
    """Return a title as one safe line, without tags and with the characters that references stand for."""
    for _ in range(2):  # some are escaped twice
        text = _TAG.sub(lambda tag: " " if _BREAKS.match(tag[0]) else "", text)
        text = html.unescape(text)
    return safe_line(_TAG.sub("", text))
