"""Hits for a name of several words."""

import pytest

from retrieval.models import Cue, Episode, Hit, Segment, Show
from retrieval.search.whole_names import find_name, keep_saying, put_saying_first

EPISODE = Episode(1, "open-7", Show(1, "open", "Open Source"), "Money", 1, 40)


def hit(number: int, text: str) -> Hit:
    return Hit(EPISODE, Segment(number, (Cue(text),)), 1.0 / number, 0.5, relevance=1.0 / number)


HITS = [
    hit(1, "My hat is the best one, and it's red."),
    hit(2, "Nobody pays for this."),
    hit(3, "Most of it came from Red Hat."),
]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("What did they say about Red Hat?", "Red Hat"),
        ("Does Red Hat pay for the work?", ""),
        ("what about hats", ""),
        ("Hats?", ""),
    ],
)
def test_a_name_counts_where_it_is_all_that_is_asked_about(query: str, name: str) -> None:
    assert find_name(query) == name


def test_a_hit_that_says_the_name_is_kept_and_comes_first() -> None:
    assert [hit.segment.number for hit in keep_saying("Red Hat", HITS, 2)] == [1, 3]
    ranked = put_saying_first("Red Hat", HITS)
    assert [hit.segment.number for hit in ranked] == [3, 1, 2]
    assert [hit.relevance for hit in ranked[1:]] == [0.0, 0.0]
    assert put_saying_first("Blue Hat", HITS) == HITS
