"""Estimate how likely it is that each hit of a search answers its question, by a fitted logistic model."""

from collections.abc import Sequence
from functools import lru_cache

import numpy
from numpy.typing import NDArray

from retrieval.language.lexicon import phrases
from retrieval.models import Hit, SegmentKey
from retrieval.search.late_interaction import TokenMatch
from retrieval.search.questions_in_talk import ends_with_question

FEATURES = (
    "search",
    "similarity",
    "match",
    "window",
    "neighbours' search",
    "neighbours' match",
    "similarity itself",
    "match itself",
    "window itself",
    "ends with a question",
    "first or last",
    "advertisement",
)
"""The columns of `hit_features`; those up to the neighbours' are standardised over the hits."""
WEIGHTS = (0.23, -0.03, 0.23, 0.55, 0.41, 0.45, 3.42, 1.35, 1.40, -0.07, -0.48, -1.35)
"""What each feature adds to the log odds; `make ranking` fits them (see `tools/train_ranking.py`)."""
BIAS = -7.19
"""The log odds of a hit all of whose features are 0."""
EDGE_SEGMENTS = 2
"""How many segments at either end of an episode count as its greeting and its goodbye."""

CACHED_TEXTS = 4096
"""How many segments are remembered to be advertising or not."""

Array = NDArray[numpy.float64]


def estimate_relevance(hits: Sequence[Hit], matches: Sequence[TokenMatch]) -> Array:
    """Return for each hit the probability, from 0 to 1, that it answers the question of the search."""
    if not hits:
        return numpy.zeros(0)
    log_odds = hit_features(hits, matches) @ numpy.asarray(WEIGHTS) + BIAS
    return numpy.asarray(1 / (1 + numpy.exp(-log_odds)))


def hit_features(hits: Sequence[Hit], matches: Sequence[TokenMatch]) -> Array:
    """Return what the estimate goes by, (hits, features)."""
    keys = [hit.key for hit in hits]
    known = [hit.similarity for hit in hits if hit.similarity is not None]
    similarities = numpy.asarray(
        [min(known, default=0.0) if hit.similarity is None else hit.similarity for hit in hits]
    )
    whole, window = numpy.asarray(matches, dtype=float).T
    search = standardize(numpy.asarray([hit.score for hit in hits]))
    match = standardize(whole)
    return numpy.stack(
        [
            search,
            standardize(similarities),
            match,
            standardize(window),
            _best_neighbours(keys, search),
            _best_neighbours(keys, match),
            similarities,
            whole,
            window,
            [ends_with_question(hit) for hit in hits],
            [_is_at_edge(hit) for hit in hits],
            [_advertises(hit.segment.text) for hit in hits],
        ],
        axis=1,
    )


def standardize(values: Array) -> Array:
    """Return the values with mean 0 and standard deviation 1; equal values become 0."""
    return numpy.asarray((values - values.mean()) / (values.std() + 1e-9))


def _best_neighbours(keys: Sequence[SegmentKey], values: Array) -> Array:
    """Return for each segment the highest value of those before and after it, the lowest if there is none."""
    by_key = dict(zip(keys, values, strict=True))
    lowest = float(values.min())
    return numpy.asarray(
        [
            max(by_key.get(SegmentKey(generation, number + step), lowest) for step in (-1, 1))
            for generation, number in keys
        ]
    )


@lru_cache(maxsize=CACHED_TEXTS)
def _advertises(text: str) -> bool:
    return phrases("advertising").search(text) is not None


def _is_at_edge(hit: Hit) -> bool:
    return not EDGE_SEGMENTS < hit.segment.number <= hit.episode.segments - EDGE_SEGMENTS
