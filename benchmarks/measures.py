"""How good a ranking is, in figures that don't depend on how a system cuts the text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

BUDGET = 1200
"""As many words of what was found as a reader, or a model's prompt, is given."""
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one episode, as the positions of its words: `first` to `last`, exclusive."""

    episode: str
    first: int
    last: int


class Figures(NamedTuple):
    """What one ranking is worth; the means of several have the same names."""

    ndcg10: float
    mrr: float
    hit5: float
    words: float


def judge(
    ranked: Sequence[Passage], every: Sequence[Passage], episode: str, gold: NDArray[numpy.bool]
) -> Figures:
    """The figures of a ranking; `gold` says which of the episode's words answer.

    A passage is relevant where it holds any gold word. The ideal ranking is the best of `every`, the passages
    that the system cut the episode into. `words` is the share of the gold words, of 1,200 at most, among the
    first 1,200 words of the ranking; a word that is there twice counts towards the 1,200 twice.
    """
    relevant = [
        passage.episode == episode and bool(gold[passage.first : passage.last].any()) for passage in ranked
    ]
    possible = sum(bool(gold[passage.first : passage.last].any()) for passage in every)
    first = relevant.index(True) + 1 if True in relevant else 0
    return Figures(
        _gain(relevant[:10]) / max(_gain([True] * min(10, possible)), 1e-9),
        1 / first if first else 0.0,
        float(any(relevant[:5])),
        _words(ranked, episode, gold),
    )


def mean(figures: Sequence[Figures]) -> Figures:
    return Figures(*(float(value) for value in numpy.mean(figures, axis=0)))


def interval(ours: Sequence[Figures], theirs: Sequence[Figures]) -> list[tuple[float, float]]:
    """Return for each figure the bounds of 95% of the bootstrapped mean differences over the same queries."""
    differences = numpy.asarray(ours) - numpy.asarray(theirs)
    picks = numpy.random.default_rng(7).integers(0, len(differences), (RESAMPLES, len(differences)))
    low, high = numpy.percentile(differences[picks].mean(axis=1), [2.5, 97.5], axis=0)
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


def _gain(relevant: Sequence[bool]) -> float:
    return float(sum(found / numpy.log2(rank + 1) for rank, found in enumerate(relevant, 1)))


def _words(ranked: Sequence[Passage], episode: str, gold: NDArray[numpy.bool]) -> float:
    seen, left = numpy.zeros_like(gold), BUDGET
    for passage in ranked:
        last = min(passage.last, passage.first + left)
        if passage.episode == episode:
            seen[passage.first : last] = True
        left -= last - passage.first
    return float((seen & gold).sum() / min(BUDGET, gold.sum()))
