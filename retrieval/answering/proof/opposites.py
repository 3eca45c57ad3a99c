"""Find words of a claim whose opposite is what its evidence says. Pure."""

from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.closeness import closeness, neighbours
from retrieval.language.word_families import are_opposites, has_opposite, same_family

MIN_CLOSENESS = 1.1
MIN_DIFFERENCE = 0.5


def says_opposite(alignment: Alignment) -> bool:
    """Return whether the evidence has the opposite of a word of the claim where the word should be."""
    claimed = {word.base for word in alignment.claim}
    for at, word in enumerate(alignment.claim):
        if not (word.content or has_opposite(word.base)):
            continue
        opposites = tuple(
            position
            for position, said in enumerate(alignment.evidence)
            if are_opposites(word.base, said.base)
            and said.negated == word.negated
            and not any(same_family(said.base, base) for base in claimed)
        )
        near = neighbours(alignment, at)
        contrary = closeness(alignment, opposites, near)
        exact = closeness(alignment, alignment.exact_matches[at], near)
        related = closeness(alignment, alignment.matches[at], near)
        if (
            contrary >= MIN_CLOSENESS
            and exact == 0
            and (related == 0 or contrary - related >= MIN_DIFFERENCE)
        ):
            return True
    return False
