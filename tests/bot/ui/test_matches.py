"""The words of a search are found in the passages, as people say them."""

import pytest

from bot.ui.matches import from_first_match, word_spans
from retrieval.models import Cue, Segment


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Staling can be undone.", "stale bread", ["Staling"]),
        ("The baker’s bread and breads.", "the bread of a baker", ["baker’s", "bread", "breads"]),
        ("It is what it is.", "what is it", []),
        ("Nothing.", "", []),
    ],
)
def test_words_are_found_in_any_form_without_those_that_mean_nothing(
    text: str, query: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in word_spans(text, query)] == found


def test_a_passage_begins_shortly_before_its_first_match() -> None:
    cues = tuple(Cue(said) for said in ("One.", "Two.", "Three.", "The fridge.", "Bread."))
    assert from_first_match(Segment(1, cues), "fridge").text == "Three. The fridge. Bread."
    assert from_first_match(Segment(1, cues), "football").text == "One. Two. Three. The fridge. Bread."
