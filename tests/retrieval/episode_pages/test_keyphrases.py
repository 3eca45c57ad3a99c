"""Which phrases name what is talked about."""

import pytest

from retrieval.episode_pages.keyphrases import Keyphrases, join_as_title, shares_word
from retrieval.models import Cue, Segment

SALT = "We dry the salt in shallow pans. The salt pans lose their water to the wind."
WOOL = "Merino wool felts in hot water. Wash Merino wool cold, or it shrinks."


def keyphrases(*texts: str, skipped: tuple[int, ...] = ()) -> Keyphrases:
    segments = [Segment(number, (Cue(text),)) for number, text in enumerate(texts, 1)]
    return Keyphrases.extract(segments, "", ("Salka Merino",), skipped)


def test_a_span_is_named_by_what_is_said_there_and_nowhere_else() -> None:
    read = keyphrases(SALT, SALT, WOOL, WOOL)
    assert any("salt" in phrase for phrase in read.most_characteristic(0, 2, 3))
    assert not any("salt" in phrase for phrase in read.most_characteristic(2, 4, 3))


def test_who_talks_and_what_is_skipped_name_nothing() -> None:
    read = keyphrases(WOOL, WOOL, SALT, SALT, skipped=(2, 3))
    named = " ".join(read.most_characteristic(0, 4, 9))
    assert "Merino" not in named
    assert "salt" not in named


def test_a_name_is_in_the_plural_where_that_is_said_too() -> None:
    read = keyphrases(
        "A halyard broke.",
        "That halyard broke.",
        "We oiled the halyards.",
        "A routing broke.",
        "Those routings.",
        "One mainsail, one mainsail.",
    )
    assert read.spellings["halyard"] == "halyards"
    assert read.spellings["mainsail"] == "mainsail"
    assert read.spellings["routing"] == "routing"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("outdoor cam", "camera", True),
        ("strategy", "strategic", True),
        ("gpt", "gpt4", True),
        ("Pi", "pitch", False),
        ("salt pans", "wind", False),
    ],
)
def test_phrases_share_a_word_in_any_of_its_forms(one: str, other: str, same: bool) -> None:
    assert shares_word(one, [other]) is same
    assert shares_word(other, [one]) is same


def test_a_title_begins_with_a_capital_and_joins_what_it_names() -> None:
    assert join_as_title(["salt pans", "wind"]) == "Salt pans and wind"
    assert join_as_title(["salt", "wind", "sun", "rain"], 3) == "Salt, wind and sun"
    assert join_as_title([]) == ""
