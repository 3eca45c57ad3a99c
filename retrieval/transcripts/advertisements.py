"""Find the segments of an episode that are advertisements or, at its beginning, a trailer."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from retrieval.language.lexicon import phrases
from retrieval.language.words import tokenize
from retrieval.models import Segment
from retrieval.transcripts.segmenter import segment_sentences

ADVERTISEMENT_REACH = 4
"""How many segments before and after an advertisement can belong to it, if they name its brand twice."""
TRAILER_SEGMENTS = 6
"""How many segments at the beginning can belong to a trailer."""
TRAILER_REPEAT_POSITION = 8
"""Position of the first segment in which the sentences of a trailer count as repeated."""
TRAILER_SENTENCE_MIN_WORDS = 6
"""Words of a sentence from which its repetition is no coincidence."""

_SPONSOR_NAME = re.compile(r"\b(?:brought to you by|sponsored by|sponsor,?|thanks to) ([A-Z][\w-]{3,})")
_SITE_NAME = re.compile(r"\b([\w-]{3,})(?:\.| dot )(?:com|io|dev|ai|fm|co)\b", re.IGNORECASE)


def find_advertisements(segments: Sequence[Segment]) -> frozenset[int]:
    """Return the positions of segments that sell, name what is sold, or stand between two of these."""
    advertising = {at for at, segment in enumerate(segments) if advertises(segment.text)}
    neighbours: set[int] = set()
    for position in advertising:
        brands = find_brands(segments[position].text)
        first, end = max(0, position - ADVERTISEMENT_REACH), position + ADVERTISEMENT_REACH + 1
        for neighbour, segment in enumerate(segments[first:end], first):
            if names_brand_again(segment.text, brands):
                neighbours.add(neighbour)
    sold = sorted(advertising | neighbours)
    between = {before + 1 for before, after in pairwise(sold) if after - before == 2}
    return frozenset({*sold, *between})


def advertises(text: str) -> bool:
    """Return whether a segment's text sells something."""
    return phrases("advertising").search(text) is not None


def find_brands(text: str) -> frozenset[str]:
    """Return the sponsors and the sites that an advertisement names, in lower case."""
    return frozenset(name.lower() for name in (*_SITE_NAME.findall(text), *_SPONSOR_NAME.findall(text)))


def find_sponsors(text: str) -> frozenset[str]:
    """Return the sponsors that an advertisement names as such, in lower case."""
    return frozenset(name.lower() for name in _SPONSOR_NAME.findall(text))


def names_brand_again(text: str, brands: Collection[str]) -> bool:
    """Return whether a text names one of the brands twice, as the other segments of its advertisement do."""
    letters = text.lower().replace(" ", "")
    return any(letters.count(brand) > 1 for brand in brands)


def find_trailer(segments: Sequence[Segment]) -> frozenset[int]:
    """Return the positions of opening segments half of whose sentences are repeated verbatim much later."""
    later_text = " ".join(
        f" {' '.join(tokenize(segment.text))} " for segment in segments[TRAILER_REPEAT_POSITION:]
    )
    trailer: set[int] = set()
    for position, segment in enumerate(segments[:TRAILER_SEGMENTS]):
        said = _long_sentences(segment)
        repeated = [sentence for sentence in said if f" {sentence} " in later_text]
        if said and 2 * len(repeated) >= len(said):
            trailer.add(position)
    return frozenset(trailer)


def repeats_sentence(one: Segment, other: Segment) -> bool:
    """Return whether two segments have a longer sentence in common, word by word."""
    words = f" {' '.join(tokenize(other.text))} "
    return any(f" {sentence} " in words for sentence in _long_sentences(one))


def _long_sentences(segment: Segment) -> list[str]:
    """Return the longer sentences of a segment, each as its plain words joined by spaces."""
    words_of_sentences = [tokenize(span.text) for span in segment_sentences(segment)]
    return [" ".join(words) for words in words_of_sentences if len(words) >= TRAILER_SENTENCE_MIN_WORDS]
