from dataclasses import replace

import pytest

from retrieval.answering.fusion import fuse_rankings
from tests.retrieval.sample_episode import HITS


@pytest.mark.parametrize(
    ("rankings", "order"),
    [
        ([(1.0, [3, 1, 2])], [3, 1, 2]),
        ([(0.2, [3, 1])], [3, 1]),
        ([(1.0, [1, 2, 3]), (0.5, [1, 2, 3])], [1, 2, 3]),
        ([(1.0, [1, 2]), (0.5, [2, 4])], [2, 1]),
        ([(0.5, [1, 3]), (1.0, [4, 2])], [4, 2]),
        ([(1.0, []), (0.5, [2])], [2]),
        ([(1.0, []), (0.5, [])], []),
    ],
)
def test_rankings_are_fused_by_rank_and_weight(
    rankings: list[tuple[float, list[int]]], order: list[int]
) -> None:
    by_number = {hit.segment.number: hit for hit in HITS}
    given = [(weight, [by_number[number] for number in numbers]) for weight, numbers in rankings]
    assert [hit.segment.number for hit in fuse_rankings(given)] == order


def test_a_segment_is_as_relevant_as_to_the_query_that_it_fits_best() -> None:
    weak, strong = (replace(HITS[0], relevance=relevance) for relevance in (0.1, 0.7))
    for rankings in ([weak], [strong]), ([strong], [weak]):
        (hit,) = fuse_rankings(list(zip((1.0, 0.5), rankings, strict=True)))
        assert hit.relevance == 0.7
