"""Finds an episode's topics: its makers' chapters, or the stretches whose segments are most alike."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy
from numpy import float64
from numpy.typing import NDArray

from retrieval.index.advertisements import asides
from retrieval.models import Chapter
from retrieval.models.episode_pages import EpisodeIndex

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
LONG = 16
"""So many segments of one chapter have three subtopics rather than two."""
WORDS_PER_SEGMENT_MINUTES = 0.75

Stretch = tuple[int, int]
"""(first, end) positions among the segments, end exclusive."""


def outline(index: EpisodeIndex) -> list[list[Stretch]]:
    """The topics in spoken order, each as its subtopics; together they hold every segment.

    Both cuts are the ones with the least variance inside the stretches (Fisher's optimal partition), where
    there are chapters at those alone. An episode too short for topics of two subtopics has topics of one.
    """
    talk = _talk(index)
    rows, topics, edges = index.vectors[talk], _topics(index), _chapter_edges(index, talk)
    found = _by_chapters(rows, topics, edges) if edges else _outline(rows, topics)
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


def _talk(index: EpisodeIndex) -> list[int]:
    """The places of the segments that are talk; all of them where hardly any is."""
    aside = asides(index.segments)
    talk = [place for place in range(len(index.segments)) if place not in aside]
    return talk if len(talk) >= LEAST_SEGMENTS else list(range(len(index.segments)))


def chapters(index: EpisodeIndex, stretch: Stretch) -> list[Chapter]:
    """The chapters that begin in a stretch, the longest first; none where they are too few to cut by."""
    if not _chapter_edges(index, _talk(index)):
        return []
    begins = _beginnings(index)
    ends = [*begins[1:], len(index.segments)]
    inside = [
        (end - begin, chapter)
        for chapter, begin, end in zip(index.chapters, begins, ends, strict=False)
        if stretch[0] <= begin < stretch[1]
    ]
    return [chapter for _, chapter in sorted(inside, key=lambda each: -each[0])]


def _beginnings(index: EpisodeIndex) -> list[int]:
    """Each chapter's first segment, by its place: the one that begins nearest; none without times."""
    starts = [segment.start for segment in index.segments]
    known = [start for start in starts if start is not None]
    if len(known) < len(starts):
        return []
    between = [(one + other) / 2 for one, other in pairwise(known)]
    return [bisect_left(between, chapter.start) for chapter in index.chapters]


def _chapter_edges(index: EpisodeIndex, talk: Sequence[int]) -> list[int]:
    """The positions in `talk` where chapters begin and end that are long enough for a stretch.

    None where that makes too few topics.
    """
    edges = [0]
    for place in _beginnings(index):
        edge = bisect_left(talk, place)
        if edge - edges[-1] >= LEAST_SEGMENTS and len(talk) - edge >= LEAST_SEGMENTS:
            edges.append(edge)
    return [*edges, len(talk)] if len(edges) >= FEWEST_TOPICS else []


def _by_chapters(rows: NDArray[numpy.float32], topics: int, edges: list[int]) -> list[list[Stretch]]:
    """Few chapters are topics, and are cut; more are subtopics; where there are too many, some together."""
    stretches = list(pairwise(edges))
    if len(stretches) < 2 * FEWEST_TOPICS:
        return [_halved(rows, stretch) for stretch in stretches]
    parts = round(topics * SPLIT)
    if len(stretches) > parts:
        stretches = list(pairwise(partition(rows, parts, LEAST_SEGMENTS, edges)))
    grouped = _grouped(rows, stretches, max(FEWEST_TOPICS, min(topics, len(stretches) // 2)))
    return [stretches[first:end] for first, end in grouped]


def _halved(rows: NDArray[numpy.float32], stretch: Stretch) -> list[Stretch]:
    first, end = stretch
    if end - first < 2 * LEAST_SEGMENTS:
        return [stretch]
    parts = 3 if end - first >= LONG else 2
    inner = partition(rows[first:end], parts, LEAST_SEGMENTS)
    return [(first + one, first + other) for one, other in pairwise(inner)]


def _topics(index: EpisodeIndex) -> int:
    seconds = index.episode.duration
    minutes = seconds / 60 if seconds else len(index.segments) * WORDS_PER_SEGMENT_MINUTES
    return min(MOST_TOPICS, max(FEWEST_TOPICS, round(minutes / MINUTES) + 1))


def partition(
    rows: NDArray[numpy.float32], parts: int, least: int, edges: Sequence[int] | None = None
) -> list[int]:
    """The edges of `parts` stretches of at least `least` rows each whose rows are nearest their means.

    Where `edges` are given, they are among those, and a stretch may be as long as it likes.
    """
    count = len(rows)
    most = max(least, -(-LONGEST * count // parts)) if parts > 1 and edges is None else count
    sums = numpy.vstack([numpy.zeros(rows.shape[1]), numpy.cumsum(rows, axis=0, dtype=float64)])
    gains = numpy.full((count + 1, count + 1), -numpy.inf)
    for first in range(count - least + 1):
        ends = numpy.arange(first + least, min(first + most, count) + 1)
        gains[first, ends] = ((sums[ends] - sums[first]) ** 2).sum(axis=1) / (ends - first)
    if edges is not None:
        others = [place for place in range(count + 1) if place not in edges]
        gains[others, :] = gains[:, others] = -numpy.inf
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
