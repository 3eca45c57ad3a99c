"""A follow-up is answered from what the last answer cites."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrieval.conversation.followup_answers import FollowUpAnswer, answer_follow_up
from retrieval.conversation.phrases import Phrases
from retrieval.models import Citation, Request, Segment, Turn
from retrieval.understanding.followups import LAST
from tests.retrieval.understanding.shelf import EPISODES, names, segments_of

WALL = Citation(
    EPISODES[0],
    2,
    "The breakwater took nine years.",
    61.0,
    64.0,
    "Bo Rantzau",
    url="https://harbour.example/11#t=61",
)
TURN = Turn("how long did the breakwater take", "The breakwater took nine years.", (WALL,))


async def read_nothing(cited: Citation, context: int) -> Sequence[Segment]:
    return ()


async def ask(
    wish: str, history: Sequence[Turn] = (TURN,), citation: Citation | None = None
) -> FollowUpAnswer:
    async def read_around(cited: Citation, context: int) -> Sequence[Segment]:
        return [s for s in segments_of(cited.episode) if abs(s.number - cited.segment) <= context]

    turns = [replace(history[0], citations=(citation,))] if citation else history
    return await answer_follow_up(Request("followup", wish), turns, names(), read_around)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("time", "At 1:01 in “The breakwater” (Harbour Talk): https://harbour.example/11#t=61"),
        ("speaker", "Bo Rantzau said: “The breakwater took nine years.”"),
        ("episode", "• The breakwater · Harbour Talk · 1 June 2026"),
        ("verify", "This is what was said, word for word"),
        ("translate", "I can't translate"),
        ("wrong", "I answered from “The breakwater” (Harbour Talk)."),
    ],
)
async def test_it_is_answered_from_the_citation(wish: str, said: str) -> None:
    assert said in (await ask(wish)).text


async def test_longer_is_the_cited_passage_and_the_next() -> None:
    answer = await ask("longer")
    assert [sentence.citations[0].segment for sentence in answer.sentences] == [2, 3]
    assert all(sentence.text == sentence.citations[0].quote for sentence in answer.sentences)


async def test_more_goes_on_after_the_quote_and_then_after_what_it_showed() -> None:
    first = replace(WALL, quote="Bo Rantzau tells of the breakwater.")
    more = await ask("more", citation=first)
    assert [sentence.text for sentence in more.sentences] == [
        "The breakwater took nine years.",
        "The breakwater is made of granite. Nobody believed in the breakwater.",
    ]
    cited = tuple(citation for sentence in more.sentences for citation in sentence.citations)
    told = Turn("go on", "…", cited, kind="followup")
    again = await ask("more", (replace(TURN, citations=(first,)), told))
    assert [sentence.citations[0].segment for sentence in again.sentences] == [4]


async def test_after_the_last_words_of_an_episode_there_is_no_more() -> None:
    last = Citation(EPISODES[0], 4, "A breakwater needs a keeper, and the breakwater has one.")
    answer = await ask("more", citation=last)
    assert (answer.text, answer.sentences) == (Phrases("en").say("nothing_else"), ())


@pytest.mark.parametrize(
    ("number", "speaker"), [("1", "Bo Rantzau"), ("2", "Pelle Osk"), (LAST, "Pelle Osk")]
)
async def test_the_speaker_of_one_quote_is_told(number: str, speaker: str) -> None:
    knot = Citation(EPISODES[1], 2, "A knot holds or a knot kills.", speaker="Pelle Osk")
    history = (replace(TURN, citations=(WALL, knot)),)
    answer = await answer_follow_up(Request("followup", "speaker", number), history, names(), read_nothing)
    assert answer.text.startswith(f"{speaker} said: ")
    assert answer.text.count("said: ") == 1
    none = await answer_follow_up(Request("followup", "speaker", "3"), history, names(), read_nothing)
    assert none.text == "That answer shows only 2 quotes."


async def test_what_the_transcript_lacks_is_said() -> None:
    unknown = replace(WALL, speaker=None, start=None, url=None)
    assert "doesn't say who speaks" in (await ask("speaker", citation=unknown)).text
    assert "has no times" in (await ask("time", citation=unknown)).text


async def test_without_an_answer_before_it_nothing_is_invented() -> None:
    assert (await ask("time", ())).text == Phrases("en").say("nothing_before")


async def test_a_second_follow_up_is_about_the_same_citations_as_the_first() -> None:
    first = await ask("episode")
    told = Turn("which episode was that?", first.text, kind="followup", episodes=(EPISODES[0],))
    for wish in ("time", "speaker", "verify"):
        assert (await ask(wish, (TURN, told))).text == (await ask(wish)).text


async def test_an_answer_that_cites_nothing_is_never_given_a_passage() -> None:
    told = Turn(
        "latest harbour talk", "The newest is “Knots that hold”.", kind="library", episodes=EPISODES[1:2]
    )
    for wish in ("time", "speaker", "shorter", "more", "verify", "translate"):
        answer = await ask(wish, (told,))
        assert (answer.text, answer.sentences) == (Phrases("en").say("nothing_before"), ())


async def test_shorter_is_the_best_quote_and_not_the_shortest() -> None:
    other = Citation(EPISODES[1], 1, "Welcome, Bo.", 5.0, 6.0)
    answer = await ask("shorter", (replace(TURN, citations=(other, WALL)),))
    assert [sentence.text for sentence in answer.sentences] == ["The breakwater took nine years."]


async def test_which_episode_is_told_from_the_words_of_an_answer_where_only_they_are_known() -> None:
    told = Turn("who quit sailing", "Pelle Osk quit sailing for his knees.")
    assert "• Knots that hold · Harbour Talk" in (await ask("episode", (told,))).text


async def test_what_is_asked_after_an_answer_without_quotes_says_that_it_is_about_an_earlier_one() -> None:
    card = Turn("oven hour 7", "Oven 7, 40 minutes long.", episodes=(EPISODES[2],), kind="library")
    said = (await ask("time", (TURN, card))).text
    assert said.startswith("The answer right before quotes nothing, so this is about an earlier one:")
    assert said.endswith((await ask("time")).text)


async def test_a_question_about_the_answer_before_leaves_that_answer_the_last() -> None:
    follow_up = Turn("who said that", "Bo Rantzau said: “…”", kind="followup")
    assert (await ask("time", (TURN, follow_up))).text == (await ask("time")).text
