"""An opening that repeats a passage ranks behind the passage."""

from retrieval.models import Cue, Episode, Hit, Segment, Show
from retrieval.search.teasers import put_teasers_behind

EPISODE = Episode(1, "hive-7", Show(1, "hive", "Hive Notes"), "Keeping bees", 1, 40)
SAID = "Hives that face south stay warm all winter long."


def hit(number: int, text: str, score: float, episode: Episode = EPISODE) -> Hit:
    return Hit(episode, Segment(number, (Cue(text, 0.0, 9.0),)), score, relevance=score)


def numbers(hits: list[Hit]) -> list[int]:
    return [found.segment.number for found in put_teasers_behind(hits)]


def test_a_teaser_comes_right_behind_what_it_repeats_and_is_no_more_relevant() -> None:
    teaser, other = hit(1, f"{SAID} Welcome!", 0.9), hit(20, "We paint all of our hives yellow.", 0.8)
    passage, last = (
        hit(30, f"I tell you. {SAID} That helps.", 0.7),
        hit(31, "The honey is sold in June.", 0.6),
    )
    found = put_teasers_behind([teaser, other, passage, last])
    assert [hit.segment.number for hit in found] == [20, 30, 1, 31]
    assert [hit.relevance for hit in found] == [0.8, 0.7, 0.7, 0.6]


def test_an_opening_that_repeats_nothing_stays_where_it_is() -> None:
    assert numbers([hit(1, SAID, 0.9), hit(30, "Hives that face south stay warm.", 0.7)]) == [1, 30]
    elsewhere = Episode(2, "hive-8", EPISODE.show, "More bees", 2, 40)
    assert numbers([hit(1, SAID, 0.9), hit(30, SAID, 0.7, elsewhere)]) == [1, 30]
    assert numbers([hit(12, SAID, 0.9), hit(30, SAID, 0.7)]) == [12, 30]
