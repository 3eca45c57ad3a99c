"""A negation that is put in or left out is found; a denial in other words isn't taken for one."""

import pytest

from retrieval.answering.proof.judgement import Rejection, Spoken, judge

TALK = Spoken(
    "The old oven bakes much better rolls once the stones are hot. I even thought about buying another oven, "
    "but that's silly. I don't need a thermometer, my hand is enough. Why would you freeze the dough? The "
    "apprentices struggled to carry the sacks upstairs. We do clean the stones every week."
)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("He never thought about buying another oven.", Rejection.DENIED),
        ("The old oven doesn't bake better rolls, even when the stones are hot.", Rejection.DENIED),
        ("He needs a thermometer for the oven.", Rejection.AFFIRMED),
    ],
)
def test_a_negation_put_in_or_left_out_is_found(sentence: str, reason: Rejection | None) -> None:
    assert judge(sentence, [TALK]) is reason


@pytest.mark.parametrize(
    "sentence",
    [
        "He thought about buying another oven.",
        "You don't freeze the dough.",
        "The apprentices could not carry the sacks upstairs.",
        "He has no need of a thermometer.",
        "Nobody needs a thermometer: a hand is enough.",
    ],
)
def test_a_denial_in_other_words_is_borne_out(sentence: str) -> None:
    assert judge(sentence, [TALK]) is None


def test_what_is_insisted_on_must_have_been_said_so() -> None:
    assert judge("He says he does need a thermometer.", [TALK]) is Rejection.AFFIRMED
    assert judge("For hot stones he does need a thermometer.", [TALK]) is Rejection.AFFIRMED
    assert judge("They do clean the stones every week.", [TALK]) is None
    assert judge("What they do is clean the stones, and they do the cleaning every week.", [TALK]) is None
