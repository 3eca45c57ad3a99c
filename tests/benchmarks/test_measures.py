import numpy
import pytest

from benchmarks.measures import BUDGET, Figures, Passage, interval, judge

GOLD = numpy.zeros(3000, dtype=bool)
GOLD[100:300] = True
EVERY = [Passage("a", first, first + 100) for first in range(0, 3000, 100)]


def test_the_best_ranking_gets_the_best_figures() -> None:
    assert judge(EVERY[1:3], EVERY, "a", GOLD) == Figures(1.0, 1.0, 1.0, 1.0)


def test_another_episodes_passage_is_never_relevant() -> None:
    assert judge([Passage("b", 100, 200)], EVERY, "a", GOLD) == Figures(0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("rank", "mrr", "hit5"), [(1, 1.0, 1.0), (5, 0.2, 1.0), (6, 1 / 6, 0.0)])
def test_the_first_relevant_passage_counts_by_its_rank(rank: int, mrr: float, hit5: float) -> None:
    figures = judge([*EVERY[5 : 4 + rank], EVERY[1]], EVERY, "a", GOLD)
    assert (figures.mrr, figures.hit5) == (mrr, hit5)


def test_only_the_first_1200_words_are_read_and_a_word_found_twice_counts_once() -> None:
    late = [Passage("a", 1000, 1000 + BUDGET - 50), Passage("a", 100, 300)]
    assert judge(late, EVERY, "a", GOLD).words == 50 / 200
    assert judge([Passage("a", 100, 200)] * 3, EVERY, "a", GOLD).words == 0.5


def test_equal_systems_differ_by_nothing() -> None:
    some = [Figures(0.1, 0.2, 0.0, 0.4), Figures(0.9, 1.0, 1.0, 0.8)]
    assert interval(some, some) == [(0.0, 0.0)] * 4
