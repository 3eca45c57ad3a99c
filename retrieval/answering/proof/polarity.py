"""Compare what a claim affirms and denies with what its evidence does, word by word. Pure."""

from collections.abc import Sequence
from functools import cache

from retrieval.answering.proof.alignment import Alignment, Word
from retrieval.answering.proof.closeness import closeness
from retrieval.language import lexicon
from retrieval.language.negation import is_negator
from retrieval.language.word_families import base_form, is_negative_form

FOCUS_WORDS = 2
"""How many content words after a negation are looked at as what it negates."""
NEGATIVE_BEFORE = 8
"""Words before a spoken word among which a negative word denies it."""
NEGATIVE_AFTER = 4
"""The same after it."""
CLAIM_REACH = 12
"""Words around a claim's word among which a negative word may deny it."""
DENIED_DISTANCE = 8
"""Spoken words around a denied word among which the rest of the claim's clause is looked for."""
DENIED_SHARE = 0.85
"""Share of that rest that must be there for the claim to be a denial of just that."""
AFFIRMED_DISTANCE = 7
"""The same distance around a word that the evidence negates."""
AFFIRMED_WORDS = 2
"""Least other words of the claim's clause that must be there."""
_SAME_PLACE = 0.6
_BEST_PLACE = 0.95
_MIN_CLOSENESS = 0.3
_LONGEST_GAP = 4
_ANSWERS = frozenset({"no", "nope"})
_NEGATING_NOTHING = frozenset({"only", "just", "necessarily", "sure", "think"})
_WEAK_NEGATIVES = frozenset({"few", "little", "only", "less", "than", "too", "beyond", "hard", "difficult"})
_PREDICATES = frozenset(
    {"need", "want", "like", "know", "use", "work", "have", "do", "go", "get", "make", "see"}
)
"""Verbs that are too common to carry a claim, but that a negation may be about."""


def denies_what_is_affirmed(alignment: Alignment) -> bool:
    """Return whether a claim negates words that its evidence says without any negative word near them."""
    return any(_is_unsaid_negation(alignment, at) for at in _negations(alignment.claim))


def affirms_what_is_denied(alignment: Alignment) -> bool:
    """Return whether the evidence negates words that the claim says without any negative word near them."""
    return any(_is_dropped_negation(alignment, at) for at in _negations(alignment.evidence))


def _is_unsaid_negation(alignment: Alignment, at: int) -> bool:
    focus = next(iter(_focus(alignment.claim, at)), None)
    if focus is None:
        return False
    places = _places(alignment, focus, _SAME_PLACE, _MIN_CLOSENESS)
    if not places or any(_is_denied(alignment.evidence, place) for place in places):
        return False
    rest = _rest_of_clause(alignment, focus)
    found = _count_near(alignment, rest, places, DENIED_DISTANCE)
    return found >= max(1.0, DENIED_SHARE * len(rest))


def _is_dropped_negation(alignment: Alignment, at: int) -> bool:
    focus = _focus(alignment.evidence, at)
    if not focus or focus[0] - at > _LONGEST_GAP:
        return False
    denied = next((place for place in focus if not alignment.evidence[place].text.endswith("ly")), focus[0])
    return any(
        denied in alignment.exact_matches[position]
        and _can_be_negated(word)
        and denied in _places(alignment, position, _BEST_PLACE)
        and _says_same_clause(alignment, position, denied)
        and not _is_negated_claim(alignment.claim, position)
        for position, word in enumerate(alignment.claim)
    )


def _says_same_clause(alignment: Alignment, position: int, denied: int) -> bool:
    """Return whether the rest of the claim's clause is around a denied word, or its object after it."""
    rest = _rest_of_clause(alignment, position)
    if _count_near(alignment, rest, [denied], AFFIRMED_DISTANCE) >= AFFIRMED_WORDS:
        return True
    return (
        bool(rest)
        and all(
            denied + 1 in alignment.exact_matches[following]
            for following in rest
            if following == position + 1
        )
        and position + 1 in rest
    )


def _places(alignment: Alignment, position: int, share: float, least: float = 0.0) -> list[int]:
    """Return the places of a claim's word in the evidence that are closest to the rest of its clause."""
    rest = [other for other in _rest_of_clause(alignment, position) if alignment.matches[other]]
    scored = [(closeness(alignment, [place], rest), place) for place in alignment.exact_matches[position]]
    best = max((score for score, _ in scored), default=0.0)
    return [place for score, place in scored if score >= share * best] if scored and best >= least else []


def _rest_of_clause(alignment: Alignment, position: int) -> list[int]:
    clause = alignment.claim[position].clause
    return [
        other
        for other, word in enumerate(alignment.claim)
        if word.clause == clause and word.content and other != position
    ]


def _count_near(alignment: Alignment, words: Sequence[int], places: Sequence[int], distance: int) -> int:
    return sum(
        any(abs(match - place) <= distance for match in alignment.matches[word] for place in places)
        for word in words
    )


def _is_denied(words: Sequence[Word], place: int) -> bool:
    return any(
        _is_negative(word) and word.clause == words[place].clause and word.base != words[place].base
        for word in words[max(0, place - NEGATIVE_BEFORE) : place + NEGATIVE_AFTER + 1]
    )


def _is_negated_claim(words: Sequence[Word], position: int) -> bool:
    return any(
        (_is_negative(word) or word.text in _WEAK_NEGATIVES)
        and other != position
        and not (other == 0 and word.text in _ANSWERS)
        for other, word in enumerate(words)
        if abs(other - position) <= CLAIM_REACH
    )


def _is_negative(word: Word) -> bool:
    return is_negator(word.text) or word.base in _negative_bases() or is_negative_form(word.text)


def _negations(words: Sequence[Word]) -> list[int]:
    """Return the positions of negations, except answers ("No, …") and "not only"."""
    return [
        at
        for at, word in enumerate(words)
        if is_negator(word.text)
        and not (word.text in _ANSWERS and words[at + 1 : at + 2] and words[at + 1].clause != word.clause)
        and not (words[at + 1 : at + 2] and words[at + 1].text in _NEGATING_NOTHING)
    ]


def _focus(words: Sequence[Word], at: int) -> list[int]:
    """Return the positions of the first words after a negation, in its clause, that it may be about."""
    after = [
        position
        for position in range(at + 1, len(words))
        if words[position].clause == words[at].clause and _can_be_negated(words[position])
    ]
    return after[:FOCUS_WORDS]


def _can_be_negated(word: Word) -> bool:
    return word.content or word.base in _PREDICATES


@cache
def _negative_bases() -> frozenset[str]:
    return frozenset(map(base_form, lexicon.words("negative_words")))
