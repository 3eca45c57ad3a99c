"""Compare how far a claim goes with how far its evidence goes: all, always, only. Pure."""

from collections.abc import Sequence

from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.closeness import closeness, neighbours
from retrieval.language.quantifiers import licences

MIN_CLOSENESS = 0.5
MAX_DISTANCE = 15
"""Words between "every" and what it is about, from which the talk says it of something else."""
HEAD_DISTANCE = 3
"""Words after "every" among which what it is about is looked for."""
_UNIVERSAL = frozenset({"all", "every", "everybody", "everyone"})
_FIXED_BEFORE = frozenset({"at", "after", "of", "above", "not"})
_FIXED_AFTER = frozenset({"the", "of"})


def widens(alignment: Alignment) -> bool:
    """Return whether a claim has a quantifier that nothing near its words in the evidence bears out."""
    for at, word in enumerate(alignment.claim):
        licensed_by = licences(word.text)
        if not licensed_by or alignment.claim[at - 1].text == "not":
            continue
        positions = tuple(i for i, said in enumerate(alignment.evidence) if said.text in licensed_by)
        near = neighbours(alignment, at)
        if not positions or (near and closeness(alignment, positions, near) < MIN_CLOSENESS):
            return True
        if word.text in _UNIVERSAL and _is_far_from_head(alignment, at, positions):
            return True
    return False


def _is_far_from_head(alignment: Alignment, at: int, positions: Sequence[int]) -> bool:
    """Return whether what a quantifier is about was said, but with no quantifier near it."""
    before, after = alignment.claim[max(at - 1, 0)], alignment.claim[at + 1 : at + 1 + HEAD_DISTANCE]
    if before.text in _FIXED_BEFORE or any(word.text in _FIXED_AFTER for word in after[:1]):
        return False
    heads = [
        alignment.matches[at + 1 + index]
        for index, word in enumerate(after)
        if word.content and word.clause == alignment.claim[at].clause and alignment.matches[at + 1 + index]
    ]
    distances = [abs(place - said) for head in heads[:2] for place in head for said in positions]
    return bool(distances) and min(distances) >= MAX_DISTANCE
