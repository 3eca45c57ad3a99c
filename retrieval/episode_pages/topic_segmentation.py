"""Divides an episode into topics: by its published chapters, or into spans of similar segments."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy
from numpy import float64
from numpy.typing import NDArray

from retrieval.episode_pages.page_input import PageInput
from retrieval.models import Chapter

TOPIC_MINUTES = 30
"""Minutes of talk for each topic beyond the first; an hour has three topics."""
MIN_TOPICS, MAX_TOPICS = 3, 7
"""Number of topics of an episode that is long enough for them."""
SUBTOPIC_MIN_SEGMENTS = 4
"""Segments of the shortest subtopic; what is shorter is a digression."""
MAX_LENGTH_RATIO = 2
"""Segments of the longest span, as a multiple of the average one."""
SUBTOPICS_PER_TOPIC = 2.7
"""Average number of subtopics of a topic; each has two or three."""
THREE_SUBTOPICS_MIN_SEGMENTS = 16
"""Segments of a chapter from which it has three subtopics, not two."""
MINUTES_PER_SEGMENT = 0.75
"""Minutes of a segment in a transcript without times: 110 words as people speak."""


class TopicSpan(NamedTuple):
    """The segments that a topic is about: positions from `first` to `end`, exclusive."""

    first: int
    end: int


def segment_topics(page_input: PageInput) -> list[list[TopicSpan]]:
    """Return the topics in spoken order, each as the spans of its subtopics; they cover every segment.

    Episodes are cut into topics and those into subtopics so that the variance inside is least (Fisher's
    optimal partition); where there are chapters, only at their edges. An episode too short for topics of two
    subtopics has topics of one.
    """
    talk = _talk_positions(page_input)
    rows, count, edges = page_input.vectors[talk], _topic_count(page_input), _chapter_edges(page_input, talk)
    topics = _divide_by_chapters(rows, count, edges) if edges else _divide_by_similarity(rows, count)
    # An advertisement belongs to what is before it; with its own subject it would be a topic of its own.
    starts = [0, *talk[1:], len(page_input.segments)]
    return [[TopicSpan(starts[first], starts[end]) for first, end in topic] for topic in topics]


def chapters_within(page_input: PageInput, span: TopicSpan) -> list[Chapter]:
    """Return the chapters that begin in a span, the longest first; none where they are too few to cut by."""
    if not _chapter_edges(page_input, _talk_positions(page_input)):
        return []
    starts = _chapter_positions(page_input)
    ends = [*starts[1:], len(page_input.segments)]
    inside = [
        (end - start, chapter)
        for chapter, start, end in zip(page_input.chapters, starts, ends, strict=False)
        if span.first <= start < span.end
    ]
    return [chapter for _, chapter in sorted(inside, key=lambda pair: -pair[0])]


def partition(
    rows: NDArray[numpy.float32], parts: int, min_rows: int, edges: Sequence[int] | None = None
) -> list[int]:
    """Return the edges of `parts` spans of at least `min_rows` rows each that are nearest to their means.

    Where `edges` are given, cuts are only at those, and a span may be as long as it likes.
    """
    count = len(rows)
    max_rows = max(min_rows, -(-MAX_LENGTH_RATIO * count // parts)) if parts > 1 and edges is None else count
    sums = numpy.vstack([numpy.zeros(rows.shape[1]), numpy.cumsum(rows, axis=0, dtype=float64)])
    gains = numpy.full((count + 1, count + 1), -numpy.inf)
    for first in range(count - min_rows + 1):
        ends = numpy.arange(first + min_rows, min(first + max_rows, count) + 1)
        gains[first, ends] = ((sums[ends] - sums[first]) ** 2).sum(axis=1) / (ends - first)
    if edges is not None:
        others = [position for position in range(count + 1) if position not in edges]
        gains[others, :] = gains[:, others] = -numpy.inf
    return _best_edges(gains, parts)


def _divide_by_similarity(rows: NDArray[numpy.float32], topic_count: int) -> list[list[TopicSpan]]:
    count = len(rows)
    parts = min(round(topic_count * SUBTOPICS_PER_TOPIC), count // SUBTOPIC_MIN_SEGMENTS)
    if parts < 2 * MIN_TOPICS:
        parts = max(1, min(MIN_TOPICS, count // SUBTOPIC_MIN_SEGMENTS))
        return [[span] for span in _spans(partition(rows, parts, SUBTOPIC_MIN_SEGMENTS))]
    return _group_into_topics(rows, _spans(partition(rows, parts, SUBTOPIC_MIN_SEGMENTS)), topic_count)


def _divide_by_chapters(
    rows: NDArray[numpy.float32], topic_count: int, edges: list[int]
) -> list[list[TopicSpan]]:
    """Make topics of few chapters, subtopics of more; where there are too many, join some."""
    spans = _spans(edges)
    if len(spans) < 2 * MIN_TOPICS:
        return [_divide_chapter(rows, span) for span in spans]
    parts = round(topic_count * SUBTOPICS_PER_TOPIC)
    if len(spans) > parts:
        spans = _spans(partition(rows, parts, SUBTOPIC_MIN_SEGMENTS, edges))
    return _group_into_topics(rows, spans, topic_count)


def _divide_chapter(rows: NDArray[numpy.float32], span: TopicSpan) -> list[TopicSpan]:
    first, end = span
    if end - first < 2 * SUBTOPIC_MIN_SEGMENTS:
        return [span]
    parts = 3 if end - first >= THREE_SUBTOPICS_MIN_SEGMENTS else 2
    edges = partition(rows[first:end], parts, SUBTOPIC_MIN_SEGMENTS)
    return _spans([first + edge for edge in edges])


def _group_into_topics(
    rows: NDArray[numpy.float32], subtopics: list[TopicSpan], topic_count: int
) -> list[list[TopicSpan]]:
    """Group two or three neighbouring subtopics at a time, where the variance inside is least."""
    groups = max(MIN_TOPICS, min(topic_count, len(subtopics) // 2))
    gains = numpy.full((len(subtopics) + 1, len(subtopics) + 1), -numpy.inf)
    for first in range(len(subtopics)):
        for end in (first + 2, first + 3):
            if end <= len(subtopics):
                low, high = subtopics[first].first, subtopics[end - 1].end
                inside = rows[low:high].sum(axis=0, dtype=float64)
                gains[first, end] = (inside**2).sum() / (high - low)
    return [subtopics[first:end] for first, end in pairwise(_best_edges(gains, groups))]


def _spans(edges: Sequence[int]) -> list[TopicSpan]:
    return [TopicSpan(first, end) for first, end in pairwise(edges)]


def _talk_positions(page_input: PageInput) -> list[int]:
    """Return the positions of the segments that are talk; all of them where hardly any is."""
    every = range(len(page_input.segments))
    talk = [position for position in every if position not in page_input.skipped_positions]
    return talk if len(talk) >= SUBTOPIC_MIN_SEGMENTS else list(every)


def _topic_count(page_input: PageInput) -> int:
    seconds = page_input.episode.duration
    minutes = seconds / 60 if seconds else len(page_input.segments) * MINUTES_PER_SEGMENT
    return min(MAX_TOPICS, max(MIN_TOPICS, round(minutes / TOPIC_MINUTES) + 1))


def _chapter_positions(page_input: PageInput) -> list[int]:
    """Return the position of the segment that begins nearest to each chapter; none without times."""
    starts = [segment.start for segment in page_input.segments]
    known = [start for start in starts if start is not None]
    if len(known) < len(starts):
        return []
    midpoints = [(one + other) / 2 for one, other in pairwise(known)]
    return [bisect_left(midpoints, chapter.start) for chapter in page_input.chapters]


def _chapter_edges(page_input: PageInput, talk: Sequence[int]) -> list[int]:
    """Return the indexes in `talk` where chapters long enough for a span begin and end.

    None where that makes too few topics.
    """
    edges = [0]
    for position in _chapter_positions(page_input):
        edge = bisect_left(talk, position)
        if edge - edges[-1] >= SUBTOPIC_MIN_SEGMENTS and len(talk) - edge >= SUBTOPIC_MIN_SEGMENTS:
            edges.append(edge)
    return [*edges, len(talk)] if len(edges) >= MIN_TOPICS else []


def _best_edges(gains: NDArray[float64], parts: int) -> list[int]:
    """Return the edges 0 = e0 < e1 … = n of the parts with the greatest sum of `gains[start, end]`."""
    count = len(gains) - 1
    best = numpy.full((parts + 1, count + 1), -numpy.inf)
    back = numpy.zeros((parts + 1, count + 1), dtype=int)
    best[0, 0] = 0.0
    for part in range(1, parts + 1):
        totals = best[part - 1][:, None] + gains
        back[part] = totals.argmax(axis=0)
        best[part] = totals.max(axis=0)
    edges = [count]
    for part in range(parts, 0, -1):
        edges.append(int(back[part, edges[-1]]))
    return edges[::-1]
