"""Find words of a claim whose opposite is what its evidence says. Pure."""

from collections.abc import Iterator

from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.closeness import closeness, neighbours
from retrieval.language.word_families import are_opposites, has_opposite, same_family

MIN_CLOSENESS = 1.1
MIN_DIFFERENCE = 0.5
MIN_MARGIN = 1.0
"""How much closer to its context the opposite must be than the word itself, which may be said elsewhere."""


def says_opposite(alignment: Alignment) -> bool:
    """Return whether the evidence has the opposite of a word of the claim where the word should be."""
    return any(
        contrary - max(exact, related) >= MIN_MARGIN
        or (
            contrary >= MIN_CLOSENESS
            and exact == 0
            and (related == 0 or contrary - related >= MIN_DIFFERENCE)
        )
        for contrary, exact, related in _opposites(alignment)
    )


def _opposites(alignment: Alignment) -> Iterator[tuple[float, float, float]]:
    """Yield how close an opposite of a word, the word and its relatives are to the words around it."""
    claimed = {word.base for word in alignment.claim}
    spoken = {word.base for word in alignment.evidence}
    for at, word in enumerate(alignment.claim):
        if not (word.content or has_opposite(word.base)):
            continue
        contrary = {base for base in spoken if are_opposites(word.base, base)}
        opposites = tuple(
            position
            for position, said in enumerate(alignment.evidence if contrary else ())
            if said.base in contrary
            and said.negated == word.negated
            and not any(same_family(said.base, base) for base in claimed)
        )
        if opposites:
            near = neighbours(alignment, at)
            yield (
                closeness(alignment, opposites, near),
                closeness(alignment, alignment.exact_matches[at], near),
                closeness(alignment, alignment.matches[at], near),
            )
