"""A question is asked again of what is named afterwards."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrieval.conversation.asking_again import question_again
from retrieval.conversation.followup_answers import answer_follow_up
from retrieval.conversation.phrases import Phrases
from retrieval.models import Answer, Citation, Segment, Turn
from retrieval.models.answers import turn_of
from retrieval.understanding.classify import understand
from tests.retrieval.understanding.shelf import names

ASKED = Turn("what did bo rantzau say about granite", "It is hard.", kind="talk")


@pytest.mark.parametrize(
    ("message", "question", "episodes"),
    [
        ("no, i meant pelle osk", "what did pelle osk say about granite", ["harbour-talk-12"]),
        ("no i mean the sourdough one", None, []),
        ("thats not what i asked", None, []),
    ],
)
def test_the_last_question_is_asked_with_the_name_that_is_now_meant(
    message: str, question: str | None, episodes: list[str]
) -> None:
    again = question_again(understand(message, names(), [ASKED]), [ASKED], names())
    assert (again[0] if again else None) == question
    assert ([episode.id for episode in again[1].reference.episodes] if again else []) == episodes


@pytest.mark.parametrize(
    "message", ["no, i mean the sourdough episode", "sorry i meant the sourdough one", "I meant oven 7"]
)
def test_a_question_that_names_nobody_is_asked_again_of_a_described_episode(message: str) -> None:
    asked = Turn("how long does it keep", "For nine years.", kind="talk")
    again = question_again(understand(message, names(), [asked]), [asked], names())
    assert again is not None
    text, request = again
    assert (text, request.kind) == (asked.question, "talk")
    assert [episode.id for episode in request.reference.episodes] == ["oven-7"]
    assert request.reference.is_certain


def test_a_new_question_in_such_words_stays_one() -> None:
    asked = Turn("how long does it keep", "For nine years.", kind="talk")
    request = understand("i meant how warm a sourdough has to be", names(), [asked])
    assert (request.kind, request.detail) != ("followup", "wrong")


def test_the_question_before_other_follow_ups_is_asked_again() -> None:
    history = [ASKED, Turn("who said that", "Bo Rantzau.", kind="followup")]
    again = question_again(understand("no, i meant pelle osk", names(), history), history, names())
    assert again is not None
    assert again[0] == "what did pelle osk say about granite"


def test_nothing_is_asked_again_where_nothing_was_asked() -> None:
    assert question_again(understand("no, i meant pelle osk", names()), (), names()) is None


def test_a_follow_up_that_asks_something_is_the_last_question() -> None:
    asked = Turn("what do they say about rye", "It keeps.", kind="talk")
    history = [asked, Turn("and what about salt", "Salt keeps it.", kind="followup")]
    again = question_again(understand("I meant oven 7", names(), history), history, names())
    assert again is not None
    assert again[0] == "and what about salt"


def test_a_refused_follow_up_stays_in_the_conversation() -> None:
    turn = turn_of(replace(Answer("and what about rockets", (), (), "extractive"), kind="followup"))
    assert turn is not None
    assert turn.question == "and what about rockets"


async def test_a_refused_question_can_be_corrected() -> None:
    refused = replace(Answer("what does michael think", (), (), "extractive"), kind="talk")
    turn = turn_of(refused)
    assert turn is not None
    request = understand("no i meant the other michael", names(), [turn])

    async def read_around(citation: Citation, context: int) -> Sequence[Segment]:
        raise AssertionError(citation)

    answer = await answer_follow_up(request, [turn], names(), read_around)
    assert answer.text == Phrases("en").say("ask_again")
