from dataclasses import replace

import pytest

from retrieval.answering.quotes import NEIGHBOUR_CHARACTERS, find_quote, surround
from retrieval.models import Cue, Hit, Segment
from tests.retrieval.sample_episode import EPISODE, HITS, SEGMENTS

IN_ORDER = tuple(Hit(EPISODE, segment, 1.0) for segment in SEGMENTS)


def found(quote: str, *cited: int, hits: tuple[Hit, ...] = IN_ORDER) -> tuple[int, str] | None:
    place = find_quote(quote, cited, hits)
    return (place.hit.segment.number, place.text) if place else None


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Rye bread keeps longer than wheat bread", "Rye bread keeps longer than wheat bread."),
        ("  RYE bread,\nkeeps — longer ", "Rye bread keeps longer"),
        ("“It stays moist for nine days.”", "It stays moist for nine days."),
        ("wheat bread it stays moist", "wheat bread. It stays moist"),
        ("Ryebread keeps", "Rye bread keeps"),
    ],
)
def test_case_punctuation_and_white_space_may_differ(quote: str, text: str) -> None:
    assert found(quote, 2) == (2, text)
    assert text in SEGMENTS[1].text


@pytest.mark.parametrize(
    "quote",
    [
        "Rye bread kept longer than wheat bread",
        "Rye bread keeps longer than bread",
        "Rye bread … moist for nine days",
        "bread keeps long",
        "ye bread keeps longer",
        "",
        "...",
        "x" * 3000,
    ],
)
def test_words_may_not_differ(quote: str) -> None:
    assert found(quote, 2) is None


def test_a_quote_is_looked_for_where_it_is_cited_and_then_nearby() -> None:
    twice = (*IN_ORDER, Hit(EPISODE, replace(SEGMENTS[1], number=5), 0.1))
    assert found("moist for nine days", 5, hits=twice) == (5, "moist for nine days.")
    assert found("moist for nine days", 4, hits=twice) == (5, "moist for nine days.")
    assert found("moist for nine days", 1, hits=twice) == (2, "moist for nine days.")
    assert found("moist for nine days", 99, hits=twice) == (2, "moist for nine days.")


def test_two_words_are_looked_for_only_where_they_are_cited() -> None:
    assert found("her hands", 4) == (4, "her hands.")
    assert found("her hands", 1) is None


def test_a_name_between_the_words_as_the_prompt_shows_it_is_passed_over() -> None:
    segment = Segment(1, (Cue("Is it done?", speaker="Ida"), Cue("Nearly.", speaker="Bo")))
    place = find_quote("Is it done? Bo: Nearly", (1,), [Hit(EPISODE, segment, 1.0)])
    assert place is not None
    assert place.text == "Is it done? Nearly."


@pytest.mark.parametrize(
    ("said", "quote"), [("Café au lait costs $5.", "cafe\u0301 au lait costs"), ("It cost $5,000.", "5,000")]
)
def test_marks_that_belong_to_the_words_are_kept(said: str, quote: str) -> None:
    place = find_quote(quote, (1,), [Hit(EPISODE, Segment(1, (Cue(said),)), 1.0)])
    assert place is not None
    assert place.text in {"Café au lait costs", "$5,000."}


def test_the_words_around_a_quote_reach_into_the_neighbours_and_no_further() -> None:
    place = find_quote("moist for nine days", (2,), IN_ORDER)
    assert place is not None
    evidence = surround(place, HITS)
    assert evidence.quote == "moist for nine days."
    assert evidence.segment.text == " ".join(segment.text for segment in SEGMENTS[:3])
    long = tuple(
        Hit(EPISODE, Segment(number, (Cue("flour and water " * 50 + "end"),)), 1.0) for number in (1, 2, 3)
    )
    middle = find_quote("water end", (2,), long)
    assert middle is not None
    around = surround(middle, long)
    assert around.quote == "water end"
    assert len(around.segment.text) <= len(long[1].segment.text) + 2 * NEIGHBOUR_CHARACTERS + 2
