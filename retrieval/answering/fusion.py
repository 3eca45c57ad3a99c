"""Reciprocal rank fusion: one ranking from the rankings of several search queries."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Hit, SegmentKey

RRF_RANK_OFFSET = 20
"""Added to every rank, counted from 0; the constant k of Cormack and others (2009), who set 60."""


def fuse_rankings(rankings: Sequence[tuple[float, Sequence[Hit]]]) -> tuple[Hit, ...]:
    """Return one ranking of hits from pairs of a weight and a ranking, as long as the longest of them.

    A single ranking is returned as it is. A segment that several rankings have is represented by its most
    relevant hit, or by the first of equally relevant ones; a pinned one stays first. Scores are replaced by
    the fused ones. Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009.
    """
    if len(rankings) == 1:
        return tuple(rankings[0][1])
    hits: dict[SegmentKey, Hit] = {}
    scores: dict[SegmentKey, float] = {}
    for weight, ranking in rankings:
        for rank, hit in enumerate(ranking):
            key = hit.key
            hits[key] = max(hits.get(key, hit), hit, key=_precedence)
            scores[key] = scores.get(key, 0.0) + weight / (RRF_RANK_OFFSET + rank)
    longest = max(len(ranking) for _, ranking in rankings)
    best = sorted(scores, key=lambda key: (not hits[key].pinned, -scores[key]))[:longest]
    return tuple(replace(hits[key], score=scores[key]) for key in best)


def _precedence(hit: Hit) -> tuple[bool, float]:
    return hit.pinned, hit.relevance or 0.0
