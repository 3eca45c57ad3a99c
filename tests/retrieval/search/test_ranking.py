import pytest

from retrieval.search.ranking import added, beside, scaled, sharpened, with_episodes, with_neighbours


def test_scores_of_different_kinds_are_brought_to_one_scale() -> None:
    assert scaled({(1, 1): 3.0, (1, 2): 12.0, (1, 3): 21.0}) == {(1, 1): 0.0, (1, 2): 0.5, (1, 3): 1.0}
    assert scaled({(1, 1): 5.0, (1, 2): 10.0}, floor=0.0) == {(1, 1): 0.5, (1, 2): 1.0}


@pytest.mark.parametrize("scores", [{}, {(1, 1): 0.3}, {(1, 1): 2.0, (1, 2): 2.0}])
def test_scores_that_are_all_alike_stay_alike(scores: dict[tuple[int, int], float]) -> None:
    assert scaled(scores) == dict.fromkeys(scores, 1.0)


def test_what_both_searches_find_comes_before_what_one_finds() -> None:
    scores = added({(1, 1): 1.0, (1, 5): 0.9}, {(1, 5): 0.8, (1, 9): 1.0})
    assert max(scores, key=lambda key: scores[key]) == (1, 5)


@pytest.mark.parametrize("broad", [False, True])
def test_a_passage_among_good_passages_beats_a_lone_one(broad: bool) -> None:
    found = {(1, 4): 1.0, (1, 5): 1.0, (1, 6): 1.0, (1, 20): 1.2, (2, 5): 1.1}
    scores = with_neighbours(found, broad)
    assert max(scores, key=lambda key: scores[key]) == (1, 5)
    assert scores[(2, 5)] == 1.1  # the next episode is no neighbour


def test_a_broad_question_is_heard_over_a_longer_stretch() -> None:
    scores = {(1, 1): 1.0, (1, 6): 1.0}
    assert with_neighbours(scores, broad=False) == scores
    assert with_neighbours(scores, broad=True)[(1, 1)] > 1.0


def test_the_episode_that_fits_better_or_is_named_lifts_its_segments() -> None:
    scores = {(1, 1): 1.0, (2, 1): 1.0, (2, 2): 0.9, (3, 1): 0.99}
    lifted = with_episodes(scores, {3: 1.0})
    assert lifted[(2, 1)] > lifted[(1, 1)]
    assert max(lifted, key=lambda key: lifted[key]) == (3, 1)


def test_what_fits_half_counts_a_quarter() -> None:
    assert sharpened({(1, 1): 2.0, (1, 2): 1.0}) == {(1, 1): 4.0, (1, 2): 1.0}


def test_the_places_beside_found_segments_are_told_once_and_without_those_found() -> None:
    assert beside({(1, 1): 0.4, (1, 2): 0.1, (2, 4): 0.3}) == {(1, 0), (1, 3), (2, 3), (2, 5)}
