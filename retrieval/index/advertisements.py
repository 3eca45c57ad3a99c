"""Tells talk from what stands beside it: advertisements, and a trailer of what will be said."""

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.language.patterns import any_of
from retrieval.language.words import tokenize
from retrieval.models import Segment
from retrieval.transcripts.segmenter import segment_sentences

AD_REACH = 4
"""How many segments beside an advertisement may still be of it, where they name what it sells."""


TRAILER = 6
"""In how many segments at the beginning a trailer may be…"""
AGAIN_AFTER = 8
"""…and how many later, at least, what it shows is said."""
LEAST_WORDS = 6
"""A shorter sentence may be said twice."""

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


@lru_cache(maxsize=4)
def asides(segments: tuple[Segment, ...]) -> frozenset[int]:
    """The places of the segments that sell something, or show before the talk begins what it will be."""
    return _adverts(segments) | _trailer(segments)


def _trailer(segments: Sequence[Segment]) -> frozenset[int]:
    """The segments of the opening of whose sentences half are said again much later, word by word."""
    opening = {place: _sentences(segment) for place, segment in enumerate(segments[:TRAILER])}
    later = " ".join(f" {' '.join(tokenize(segment.text))} " for segment in segments[AGAIN_AFTER:])
    return frozenset(
        place
        for place, said in opening.items()
        if said and 2 * sum(f" {sentence} " in later for sentence in said) >= len(said)
    )


def _sentences(segment: Segment) -> list[str]:
    """A segment's longer sentences, as plain words."""
    said = [tokenize(span.text) for span in segment_sentences(segment)]
    return [" ".join(words) for words in said if len(words) >= LEAST_WORDS]


def _adverts(segments: Sequence[Segment]) -> frozenset[int]:
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
