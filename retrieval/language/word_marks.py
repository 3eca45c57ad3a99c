"""Find words of an episode again after its transcript was indexed again, by how many they are and a hash."""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.models import Segment

HASH_BYTES = 4
"""The length of a hash; eight characters."""
MAX_WORDS = 400
"""The most words that a mark can mean; no quote is longer."""
_WORD = re.compile(r"\w+")
_CLOSING = re.compile(r"[^\w\s]+(?!\S)")
_MARK = re.compile(rf"([1-9]\d{{0,2}})-([0-9a-f]{{{2 * HASH_BYTES}}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """Words of a segment: `start` and `end` are their characters in its text."""

    segment: Segment
    start: int
    end: int


def mark(words: str) -> str:
    """Return the number of the words, and their hash, which doesn't see case and punctuation."""
    return _mark(_words(words)[:MAX_WORDS])


def find_moment(segments: Sequence[Segment], number: int, wanted: str) -> Moment | None:
    """Return where the words of a link's mark are now, `None` if no segment holds them any more.

    The segment of the link is looked at first, then its neighbours, then all others.
    """
    match = _MARK.fullmatch(wanted)
    if match is None or int(match[1]) > MAX_WORDS:
        return None
    for segment in sorted(segments, key=lambda segment: abs(segment.number - number)):
        if found := _find_in(segment, int(match[1]), wanted):
            return found
    return _find_across(segments, int(match[1]), wanted)


def _find_in(segment: Segment, count: int, wanted: str) -> Moment | None:
    spans = [match.span() for match in _WORD.finditer(segment.text)]
    words = [_fold(segment.text[start:end]) for start, end in spans]
    for first in range(len(words) - count + 1):
        if _mark(words[first : first + count]) == wanted:
            end = spans[first + count - 1][1]
            closing = _CLOSING.match(segment.text, end)
            return Moment(segment, spans[first][0], closing.end() if closing else end)
    return None


def _find_across(segments: Sequence[Segment], count: int, wanted: str) -> Moment | None:
    """Return the beginning of words that are now cut in two by the border of two segments."""
    words = [_words(segment.text) for segment in segments]
    flat = [word for of_segment in words for word in of_segment]
    starts = [sum(map(len, words[:position])) for position in range(len(words))]
    for first in range(len(flat) - count + 1):
        if _mark(flat[first : first + count]) == wanted:
            position = bisect_right(starts, first) - 1
            segment = segments[position]
            spans = [match.span() for match in _WORD.finditer(segment.text)]
            return Moment(segment, spans[first - starts[position]][0], len(segment.text))
    return None


def _mark(words: Sequence[str]) -> str:
    digest = hashlib.blake2s(" ".join(words).encode(), digest_size=HASH_BYTES).hexdigest()
    return f"{len(words)}-{digest}"


def _words(text: str) -> list[str]:
    return [_fold(word) for word in _WORD.findall(text)]


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
