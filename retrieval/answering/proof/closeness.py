"""Measure how close words of the evidence are to the matches of a claim's words. Pure."""

from collections.abc import Sequence

from retrieval.answering.proof.alignment import Alignment

NEIGHBOURS = 3
DISTANCE = 12


def neighbours(alignment: Alignment, position: int) -> list[int]:
    """Return the next matched content words before and after a word of the claim, at most three each."""
    matched = [
        at
        for at, word in enumerate(alignment.claim)
        if word.content and at != position and alignment.matches[at]
    ]
    before = [at for at in matched if at < position][-NEIGHBOURS:]
    return before + [at for at in matched if at > position][:NEIGHBOURS]


def closeness(alignment: Alignment, positions: Sequence[int], near: Sequence[int]) -> float:
    """Return the best sum, over evidence `positions`, of how close the matches of the claim's `near` are.

    Each of `near` counts from 0, `DISTANCE` words away or more, to 1.
    """
    return max(
        (
            sum(
                max(
                    (max(0.0, 1 - abs(at - match) / DISTANCE) for match in alignment.matches[word]), default=0
                )
                for word in near
            )
            for at in positions
        ),
        default=0.0,
    )
