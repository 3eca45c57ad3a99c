"""Compare words by sound and spelling: speech recognition writes unknown names as words that it knows."""

import re
from typing import NamedTuple

from jellyfish import metaphone
from rapidfuzz.distance import OSA

_VOWEL_Y = re.compile(r"(?<=[b-df-hj-np-tv-z])y(?=[b-df-hj-np-tv-z])")


class Likeness(NamedTuple):
    """How alike two words are, each from 0 to 1: in sound, and in spelling."""

    sound: float
    spelling: float


def sound_code(word: str) -> str:
    """Return the consonants by which a lower-case English word is heard (Metaphone)."""
    return metaphone(_respell(word)).replace(" ", "")


def compare_words(word: str, other: str) -> Likeness:
    """Return how alike two lower-case words are."""
    sound = OSA.normalized_similarity(sound_code(word), sound_code(other))
    return Likeness(sound, OSA.normalized_similarity(_respell(word), _respell(other)))


def _respell(word: str) -> str:
    """Return a word as Metaphone reads it well: to it "chr" is a hiss, and the y of "Wyze" a consonant."""
    return _VOWEL_Y.sub("i", word.replace("chr", "kr"))
