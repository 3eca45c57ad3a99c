"""Find terms of a claim that stand in each other's place: swapped names or opposites. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from retrieval.answering.proof.alignment import Alignment
from retrieval.language.numbers import is_numeral
from retrieval.language.word_families import are_opposites

MAX_PLACES = 4
"""How often the evidence may have a term that has a place of its own."""
CONTEXT_TERMS = 6
"""How many terms around a term are its context."""
CONTEXT_DISTANCE = 15
"""Words apart from which two terms no longer belong together in the evidence."""
OTHER_CLAUSE_WEIGHT = 0.25
MIN_ORDER_GAIN = 0.3
"""Least gain in how far the terms follow the order of the talk, from -2 to 2, when two are exchanged."""
MIN_BINDING_GAIN = {"name": 0.3, "opposite": -0.2}
"""Least gain in how close two terms are to their contexts when they are exchanged, by their kind.

Set, as `MIN_ORDER_GAIN`, by true summaries of 52 podcast episodes, 1% of which are rejected.
"""


@dataclass(frozen=True, slots=True)
class _Term:
    """A content word, a number or a name of several words; `places` are its positions in the evidence."""

    positions: tuple[int, ...]
    places: tuple[int, ...]
    clause: int
    kind: str


def swaps_roles(alignment: Alignment) -> bool:
    """Return whether two terms of a kind fit their evidence better in each other's place."""
    terms = _terms(alignment)
    return any(
        kind in MIN_BINDING_GAIN
        and _order_gain(terms, one, other) > MIN_ORDER_GAIN
        and _binding_gain(terms, one, other) > MIN_BINDING_GAIN[kind]
        for one, other in combinations(range(len(terms)), 2)
        if _are_exchangeable(terms[one], terms[other])
        for kind in [_common_kind(alignment, terms[one], terms[other])]
    )


def _terms(alignment: Alignment) -> list[_Term]:
    groups: list[list[int]] = []
    words = alignment.claim
    for at, word in enumerate(words):
        if not (word.content or is_numeral(word.text)):
            continue
        follows = groups and groups[-1][-1] == at - 1 and words[at - 1].clause == word.clause
        if follows and word.name and words[at - 1].name:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [_term(alignment, tuple(group)) for group in groups]


def _term(alignment: Alignment, positions: tuple[int, ...]) -> _Term:
    exact = {place for at in positions for place in alignment.exact_matches[at]}
    places = exact or {place for at in positions for place in alignment.matches[at]}
    words = [alignment.claim[at] for at in positions]
    kind = "name" if all(word.capitalized for word in words) else "word"
    return _Term(positions, tuple(sorted(places)), words[0].clause, kind)


def _are_exchangeable(one: _Term, other: _Term) -> bool:
    places = (set(one.places), set(other.places))
    return all(0 < len(found) <= MAX_PLACES for found in places) and not places[0] & places[1]


def _common_kind(alignment: Alignment, one: _Term, other: _Term) -> str:
    if one.kind == other.kind != "word":
        return one.kind
    words = (alignment.claim[one.positions[0]], alignment.claim[other.positions[0]])
    return "opposite" if are_opposites(words[0].base, words[1].base) else "unlike"


def _binding_gain(terms: Sequence[_Term], one: int, other: int) -> float:
    """Return how much closer two terms of the claim are to their contexts after they are exchanged."""
    first, second = terms[one].places, terms[other].places
    context = [at for at in range(len(terms)) if at not in (one, other) and terms[at].places]
    now = _binding(terms, one, first, context) + _binding(terms, other, second, context)
    return _binding(terms, one, second, context) + _binding(terms, other, first, context) - now


def _binding(terms: Sequence[_Term], at: int, places: Sequence[int], context: Sequence[int]) -> float:
    total = 0.0
    for near in context:
        if abs(near - at) <= CONTEXT_TERMS:
            weight = 1.0 if terms[near].clause == terms[at].clause else OTHER_CLAUSE_WEIGHT
            weight /= (abs(near - at) * len(terms[near].places)) ** 0.5
            distance = min(abs(a - b) for a in places for b in terms[near].places)
            total += weight * max(0.0, 1 - distance / CONTEXT_DISTANCE)
    return total


def _order_gain(terms: Sequence[_Term], one: int, other: int) -> float:
    """Return how much of the order of the talk the exchange of two terms restores."""
    between = [at for at in range(one + 1, other) if terms[at].places]
    gain = -2 * _order(terms[one], terms[other])
    for at in between:
        gain += _order(terms[other], terms[at]) + _order(terms[at], terms[one])
        gain -= _order(terms[one], terms[at]) + _order(terms[at], terms[other])
    return gain / (2 * len(between) + 2)


def _order(one: _Term, other: _Term) -> float:
    """Return 1 where all of one term's places are before the other's, -1 where all are after them."""
    signs = [(a < b) - (a > b) for a in one.places for b in other.places]
    return sum(signs) / len(signs)
