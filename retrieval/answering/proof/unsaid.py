"""Find what a claim adds: words in a row that its evidence doesn't have. Pure."""

from retrieval.answering.proof.alignment import Alignment
from retrieval.language import lexicon
from retrieval.language.word_families import base_form
from retrieval.language.word_frequency import rarity

LIGHT_WEIGHT = 0.3
ASKED_WEIGHT = 0.5
SAID_CREDIT = 0.6
STRAY_CREDIT = 0.15
LINK_WORDS = 3
LINK_DISTANCE = 25


def unsaid_weight(alignment: Alignment) -> float:
    """Return the weight of the heaviest run of content words that the evidence doesn't have."""
    heaviest = current = 0.0
    counted: set[str] = set()
    for position, word in enumerate(alignment.claim):
        if word.content:
            weight = _weight(alignment, position)
            if weight > 0 and word.base in counted:
                continue
            counted.add(word.base)
            current = max(0.0, current + weight)
            heaviest = max(heaviest, current)
    return heaviest


def _weight(alignment: Alignment, position: int) -> float:
    """Return a word's weight: positive where the evidence doesn't have it."""
    word = alignment.claim[position]
    light = word.base in _light_bases() and not word.name
    weight = LIGHT_WEIGHT if light else (1.0 if word.name else 0.4 + 0.6 * rarity(word.text))
    if alignment.matches[position]:
        return -weight * (SAID_CREDIT if is_linked(alignment, position) else STRAY_CREDIT)
    return weight * (ASKED_WEIGHT if alignment.asked[position] else 1.0)


def is_linked(alignment: Alignment, position: int) -> bool:
    """Return whether a word and another one next to it in the claim are near each other in the evidence."""
    content = [at for at, word in enumerate(alignment.claim) if word.content]
    here = content.index(position)
    for at in content[max(0, here - LINK_WORDS) : here + LINK_WORDS + 1]:
        if at != position and any(
            abs(one - other) <= LINK_DISTANCE
            for one in alignment.matches[position]
            for other in alignment.matches[at]
        ):
            return True
    return False


def _light_bases() -> frozenset[str]:
    return frozenset(map(base_form, lexicon.words("light_words")))
