"""Compare how far a claim goes with how far its evidence goes: all, always, only. Pure."""

from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.closeness import closeness, neighbours
from retrieval.language.quantifiers import licences

MIN_CLOSENESS = 0.5


def widens(alignment: Alignment) -> bool:
    """Return whether a claim has a quantifier that nothing near its words in the evidence supports."""
    for at, word in enumerate(alignment.claim):
        licensed_by = licences(word.text)
        if not licensed_by or alignment.claim[at - 1].text == "not":
            continue
        positions = tuple(i for i, said in enumerate(alignment.evidence) if said.text in licensed_by)
        near = neighbours(alignment, at)
        if not positions or (near and closeness(alignment, positions, near) < MIN_CLOSENESS):
            return True
    return False
