"""Tells advertisements from talk."""

import re
from collections.abc import Sequence

from retrieval.models import Segment

AD_REACH = 4
"""How many segments beside an advertisement may still be of it, where they name what it sells."""


def any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of some phrases, themselves patterns, at a word's beginning."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.IGNORECASE)


_SELLING = any_of(
    r"brought to you\b",
    r"promo code\b",
    r"use code\b",
    r"learn more at\b",
    r"support for this\b",
    r"(?:percent|%) off\b",
    r"free trial\b",
    r"our sponsors?\b",
    r"sponsored by\b",
    r"[\w-]+\.(?:com|io|dev|ai|fm|co)/\w+",
)
_SPONSOR = re.compile(r"\b(?:brought to you by|sponsored by|sponsor,?|thanks to) ([A-Z][\w-]{3,})")
_SITE = re.compile(r"\b([\w-]{3,})(?:\.| dot )(?:com|io|dev|ai|fm|co)\b", re.IGNORECASE)


def adverts(segments: Sequence[Segment]) -> frozenset[int]:
    """The places of the segments that ask to buy something rather than talk."""
    found = {place for place, segment in enumerate(segments) if _SELLING.search(segment.text)}
    near: set[int] = set()
    for place in found:
        text = segments[place].text
        brands = {name.lower() for name in (*_SITE.findall(text), *_SPONSOR.findall(text))}
        for beside in range(max(0, place - AD_REACH), min(len(segments), place + AD_REACH + 1)):
            words = segments[beside].text.lower().replace(" ", "")
            if any(words.count(brand) > 1 for brand in brands):
                near.add(beside)
    return frozenset(found | near)
