"""A reason, a means or a time of which no word was said is an addition."""

import pytest

from retrieval.answering.proof.judgement import Rejection, Spoken, judge

TALK = Spoken(
    "The gate was blocked by snow for three days, so we fed the goats after breakfast. For historical "
    "reasons the barn has two doors. My neighbour helped because her tractor has a plough."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The gate was blocked by fallen masonry, and they fed the goats.",
        "They fed the goats after a late funeral, since the gate was blocked.",
        "For feng shui reasons the barn has two doors.",
    ],
)
def test_an_unsaid_reason_is_an_addition(sentence: str) -> None:
    assert judge(sentence, [TALK]) is Rejection.ADDITION


@pytest.mark.parametrize(
    "sentence",
    [
        "The gate was blocked by snow, and they fed the goats after breakfast.",
        "For historical reasons the barn has two doors.",
        "For reasons of history the barn has two doors.",
        "The neighbour helped because of the plough.",
        "The barn has two doors for some reason.",
    ],
)
def test_a_reason_that_was_said_is_borne_out(sentence: str) -> None:
    assert judge(sentence, [TALK]) is None


def test_what_the_question_says_is_no_unsaid_reason() -> None:
    sentence = "The gate was blocked by fallen masonry, and they fed the goats."
    assert judge(sentence, [TALK], "Was the gate blocked by fallen masonry?") is None
