import pytest

from retrieval.models import SegmentKey as Key
from retrieval.search.ranking import (
    add_episode_scores,
    add_neighbour_scores,
    neighbour_keys,
    scale_scores,
    square_scores,
    sum_scores,
)


def test_scores_of_different_kinds_are_brought_to_one_scale() -> None:
    assert scale_scores({Key(1, 1): 3.0, Key(1, 2): 12.0, Key(1, 3): 21.0}) == {
        Key(1, 1): 0.0,
        Key(1, 2): 0.5,
        Key(1, 3): 1.0,
    }
    assert scale_scores({Key(1, 1): 5.0, Key(1, 2): 10.0}, floor=0.0) == {
        Key(1, 1): 0.5,
        Key(1, 2): 1.0,
    }


@pytest.mark.parametrize("scores", [{}, {Key(1, 1): 0.3}, {Key(1, 1): 2.0, Key(1, 2): 2.0}])
def test_scores_that_are_all_alike_stay_alike(scores: dict[Key, float]) -> None:
    assert scale_scores(scores) == dict.fromkeys(scores, 1.0)


def test_what_both_searches_find_comes_before_what_one_finds() -> None:
    scores = sum_scores({Key(1, 1): 1.0, Key(1, 5): 0.9}, {Key(1, 5): 0.8, Key(1, 9): 1.0})
    assert max(scores, key=lambda key: scores[key]) == Key(1, 5)


@pytest.mark.parametrize("broad", [False, True])
def test_a_passage_among_good_passages_beats_a_lone_one(broad: bool) -> None:
    found = {
        Key(1, 4): 1.0,
        Key(1, 5): 1.0,
        Key(1, 6): 1.0,
        Key(1, 20): 1.2,
        Key(2, 5): 1.1,
    }
    scores = add_neighbour_scores(found, broad)
    assert max(scores, key=lambda key: scores[key]) == Key(1, 5)
    assert scores[Key(2, 5)] == 1.1  # the next episode is no neighbour


def test_a_broad_question_adds_scores_over_a_longer_stretch() -> None:
    scores = {Key(1, 1): 1.0, Key(1, 6): 1.0}
    assert add_neighbour_scores(scores, broad=False) == scores
    assert add_neighbour_scores(scores, broad=True)[Key(1, 1)] > 1.0


def test_the_episode_that_fits_better_or_is_named_lifts_its_segments() -> None:
    scores = {Key(1, 1): 1.0, Key(2, 1): 1.0, Key(2, 2): 0.9, Key(3, 1): 0.99}
    lifted = add_episode_scores(scores, {3: 1.0})
    assert lifted[Key(2, 1)] > lifted[Key(1, 1)]
    assert max(lifted, key=lambda key: lifted[key]) == Key(3, 1)


def test_what_fits_half_counts_a_quarter() -> None:
    assert square_scores({Key(1, 1): 2.0, Key(1, 2): 1.0}) == {
        Key(1, 1): 4.0,
        Key(1, 2): 1.0,
    }


def test_the_keys_next_to_found_segments_are_listed_once_and_without_those_found() -> None:
    assert neighbour_keys({Key(1, 1): 0.4, Key(1, 2): 0.1, Key(2, 4): 0.3}) == {
        Key(1, 0),
        Key(1, 3),
        Key(2, 3),
        Key(2, 5),
    }
