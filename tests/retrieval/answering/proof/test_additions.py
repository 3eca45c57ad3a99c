"""Words and names that a claim adds are told from those that a paraphrase puts in its own way."""

import pytest

from retrieval.answering.proof.additions import adds_name, adds_words
from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.islands import island_weight, trailing_weight
from retrieval.answering.proof.judgement import Rejection, Spoken, judge

TALK = "We bake the bread at night, and the shop opens at six with rolls that are still warm."


@pytest.mark.parametrize(
    "claim",
    [
        "They bake the bread at night, and the shop opens at six.",
        "Bread is baked overnight; at six the shop opens with warm rolls.",
        "Rolls are still warm when the shop opens.",
    ],
)
def test_a_paraphrase_adds_nothing(claim: str) -> None:
    assert not adds_words(Alignment.of(claim, TALK))


@pytest.mark.parametrize(
    "claim",
    [
        "They bake the bread at night, and the shop opens at six under police protection.",
        "They bake the bread at night in a disused submarine hangar, and the shop opens at six.",
    ],
)
def test_words_that_stand_out_are_an_addition(claim: str) -> None:
    assert adds_words(Alignment.of(claim, TALK))


def test_only_unsaid_words_after_the_last_said_one_trail() -> None:
    assert trailing_weight(Alignment.of("Moist bread is baked at night.", TALK)) == 0
    assert trailing_weight(Alignment.of("The bread is baked by robots.", TALK)) > 0.5
    assert trailing_weight(Alignment.of("", TALK)) == 0


def test_a_run_stands_out_less_among_other_unsaid_words() -> None:
    faithful = Alignment.of("They bake bread at night in submarine hangars and open the shop.", TALK)
    free = Alignment.of("Nocturnal craftsmen bake loaves in submarine hangars and welcome customers.", TALK)
    assert island_weight(faithful) > island_weight(free) > 0


def test_what_the_question_says_is_no_addition() -> None:
    claim = "They bake the bread at night under police protection."
    assert trailing_weight(Alignment.of(claim, TALK, "Is there police protection?")) == 0


def test_a_single_name_may_be_that_of_an_unknown_speaker() -> None:
    claim = "Torvald bakes the bread at night, and the shop opens at six with warm rolls."
    alignment = Alignment.of(claim, TALK)
    assert adds_name(alignment, speakers_known=True)
    assert not adds_name(alignment, speakers_known=False)
    assert judge(claim, [Spoken(TALK, ("Anna",))]) is Rejection.NAME
    assert judge(claim, [Spoken(TALK)]) is None


def test_a_single_name_is_an_addition_in_a_short_claim() -> None:
    assert judge("Torvald bakes bread.", [Spoken(TALK)]) is Rejection.NAME


def test_a_name_with_more_that_is_unsaid_is_an_addition() -> None:
    claim = "They bake the bread at night for Torvald Gunnarsson's restaurant in Reykjavik."
    assert judge(claim, [Spoken(TALK)]) is Rejection.NAME
