"""Finds an episode's topics: the stretches whose segments are most alike, by their vectors."""

from itertools import pairwise

import numpy
from numpy import float64
from numpy.typing import NDArray

from retrieval.adverts import adverts
from retrieval.episode_page import EpisodeIndex

MINUTES = 30
"""About how long one topic of a long episode is; an hour has three."""
MOST_TOPICS = 7
FEWEST_TOPICS = 3
LEAST_SEGMENTS = 4
"""A shorter stretch is an aside, not a subtopic."""
LONGEST = 2
"""A stretch may have this many times the segments of an average one."""
SPLIT = 2.7
"""How many subtopics a topic has on average: groups of two or three are formed."""
WORDS_PER_SEGMENT_MINUTES = 0.75

Stretch = tuple[int, int]
"""(first, end) positions among the segments, end exclusive."""


def outline(index: EpisodeIndex) -> list[list[Stretch]]:
    """The topics in spoken order, each as its subtopics; together they hold every segment.

    Both cuts are the ones with the least variance inside the stretches (Fisher's optimal partition). An
    episode too short for topics of two subtopics has topics of one.
    """
    sold = adverts(index.segments)
    talk = [place for place in range(len(index.segments)) if place not in sold]
    talk = talk if len(talk) >= LEAST_SEGMENTS else list(range(len(index.segments)))
    found = _outline(index.vectors[talk], _topics(index))
    # An advertisement belongs to what is before it; with its own subject it would be a topic of its own.
    begins = [0, *talk[1:], len(index.segments)]
    return [[(begins[first], begins[end]) for first, end in topic] for topic in found]


def _outline(rows: NDArray[numpy.float32], topics: int) -> list[list[Stretch]]:
    count = len(rows)
    parts = min(round(topics * SPLIT), count // LEAST_SEGMENTS)
    if parts < 2 * FEWEST_TOPICS:
        edges = partition(rows, max(1, min(FEWEST_TOPICS, count // LEAST_SEGMENTS)), LEAST_SEGMENTS)
        return [[stretch] for stretch in pairwise(edges)]
    fine = list(pairwise(partition(rows, parts, LEAST_SEGMENTS)))
    grouped = _grouped(rows, fine, max(FEWEST_TOPICS, min(topics, len(fine) // 2)))
    return [fine[first:end] for first, end in grouped]


def _topics(index: EpisodeIndex) -> int:
    seconds = index.episode.duration
    minutes = seconds / 60 if seconds else len(index.segments) * WORDS_PER_SEGMENT_MINUTES
    return min(MOST_TOPICS, max(FEWEST_TOPICS, round(minutes / MINUTES) + 1))


def partition(rows: NDArray[numpy.float32], parts: int, least: int) -> list[int]:
    """The edges of `parts` stretches of at least `least` rows each whose rows are nearest their means."""
    count = len(rows)
    most = max(least, -(-LONGEST * count // parts)) if parts > 1 else count
    sums = numpy.vstack([numpy.zeros(rows.shape[1]), numpy.cumsum(rows, axis=0, dtype=float64)])
    gains = numpy.full((count + 1, count + 1), -numpy.inf)
    for first in range(count - least + 1):
        ends = numpy.arange(first + least, min(first + most, count) + 1)
        gains[first, ends] = ((sums[ends] - sums[first]) ** 2).sum(axis=1) / (ends - first)
    return _best_edges(gains, parts)


def _grouped(rows: NDArray[numpy.float32], fine: list[Stretch], groups: int) -> list[Stretch]:
    """The fine stretches put together two or three at a time, as `groups` stretches of them."""
    gains = numpy.full((len(fine) + 1, len(fine) + 1), -numpy.inf)
    for first in range(len(fine)):
        for end in (first + 2, first + 3):
            if end <= len(fine):
                inside = rows[fine[first][0] : fine[end - 1][1]].sum(axis=0, dtype=float64)
                gains[first, end] = (inside**2).sum() / (fine[end - 1][1] - fine[first][0])
    return list(pairwise(_best_edges(gains, groups)))


def _best_edges(gains: NDArray[float64], parts: int) -> list[int]:
    """The edges 0 = e0 < e1 … = n of the parts with the greatest sum of `gains[start, end]`."""
    count = len(gains) - 1
    best = numpy.full((parts + 1, count + 1), -numpy.inf)
    back = numpy.zeros((parts + 1, count + 1), dtype=int)
    best[0, 0] = 0.0
    for part in range(1, parts + 1):
        worth = best[part - 1][:, None] + gains
        back[part] = worth.argmax(axis=0)
        best[part] = worth.max(axis=0)
    edges = [count]
    for part in range(parts, 0, -1):
        edges.append(int(back[part, edges[-1]]))
    return edges[::-1]
