"""Weigh the words in a row of a claim that its evidence doesn't have. Pure."""

from functools import cache

from retrieval.answering.proof.alignment import Alignment, Word
from retrieval.language import lexicon
from retrieval.language.word_families import base_form
from retrieval.language.word_frequency import rarity

LIGHT_WEIGHT = 0.3
"""Weight of a general word, which a summary puts in its own way."""
ASKED_SHARE = 0.5
"""Part of its weight that a word has if the question has it."""
SAID_CREDIT = 0.6
"""Part of its weight that a said word takes from the run before it."""
STRAY_CREDIT = 0.15
"""Part of its weight that a word takes from the run before it if the evidence has it elsewhere only."""
LINK_WORDS = 3
"""How many content words before and after a word can link it to its place in the evidence."""
LINK_DISTANCE = 25
"""The most words between a word and those that link it to its place in the evidence."""


def unsaid_weight(alignment: Alignment) -> float:
    """Return the weight of the heaviest run of content words that the evidence doesn't have.

    A content word weighs 0.4 to 1 by its rarity, a name 1; a repeated word counts once.
    """
    heaviest = current = 0.0
    counted: set[str] = set()
    content = [at for at, word in enumerate(alignment.claim) if word.content]
    for index, position in enumerate(content):
        around = content[max(0, index - LINK_WORDS) : index] + content[index + 1 : index + 1 + LINK_WORDS]
        weight = _signed_weight(alignment, position, around)
        base = alignment.claim[position].base
        if weight > 0 and base in counted:
            continue
        counted.add(base)
        current = max(0.0, current + weight)
        heaviest = max(heaviest, current)
    return heaviest


def _signed_weight(alignment: Alignment, position: int, around: list[int]) -> float:
    """Return the weight of a content word: positive where the evidence doesn't have it."""
    weight = word_weight(alignment.claim[position])
    if alignment.matches[position]:
        return -weight * (SAID_CREDIT if _is_linked(alignment, position, around) else STRAY_CREDIT)
    if alignment.is_known[position]:
        return 0.0
    return weight * (ASKED_SHARE if alignment.asked[position] else 1.0)


def word_weight(word: Word) -> float:
    """Return how much a content word says, from 0.3 to 1."""
    if word.name:
        return 1.0
    return LIGHT_WEIGHT if word.base in _light_bases() else 0.4 + 0.6 * rarity(word.text)


def _is_linked(alignment: Alignment, position: int, around: list[int]) -> bool:
    return any(
        abs(one - other) <= LINK_DISTANCE
        for one in alignment.matches[position]
        for near in around
        for other in alignment.matches[near]
    )


@cache
def _light_bases() -> frozenset[str]:
    return frozenset(map(base_form, lexicon.words("light_words")))
