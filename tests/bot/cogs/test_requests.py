"""What people in Discord see where they ask for something else than what was said."""

from dataclasses import replace

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from retrieval.models import Answer, Facts, Scope, Turn
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import bodies, only_embed
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE

REELS = replace(EPISODE, key=8, id="reels", title="Reels", generation=4)
QUESTION = "What does *episode* 12 say of [wind](https://evil.example)?"
CHOICE = Answer(QUESTION, (), (), "catalog", text="Which one do you mean?", choices=(EPISODE, REELS))


def fact(text: str, facts: Facts | None = None) -> Answer:
    facts = facts or Facts("latest")
    return Answer("What is new?", (), (), "catalog", kind="library", text=text, facts=facts)


async def test_help_has_commands_to_click(alice: MemberActor, general: ChannelHandle) -> None:
    result = await alice.slash(general, "help")
    assert result.ephemeral
    assert "</ask:" in (only_embed(result).description or "")
    assert "</summary:" in (only_embed(result).description or "")


async def test_a_greeting_is_answered_with_what_can_be_asked(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = Answer("hello", (), (), "catalog", kind="smalltalk", text="Hello! Ask me something.")
    description = only_embed(await alice.slash(general, "ask", question="hello")).description or ""
    assert description.startswith("Hello! Ask me something.")
    assert "</ask:" in description


async def test_facts_are_shown_with_the_list_a_click_away(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = fact("The newest is *Kites*.", Facts("latest", (EPISODE,), (BRIDLE,)))
    result = await alice.slash(general, "ask", question="What is new?")
    embed = only_embed(result)
    assert (embed.description or "").split("\n\n") == [
        r"The newest is \*Kites\*.",
        "“The bridle sets the angle.”\n"
        "[1] Ines Prado · [5:50 · segment 12](https://video.example/watch?v=kites&t=350s)",
    ]
    assert result.response
    listed = await alice.click(result.response, label="List of episodes")
    assert "Kites over the salt pans" in (only_embed(listed).description or "")


async def test_a_choice_keeps_the_question_and_asks_it_of_the_episode(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.stored_episodes = (EPISODE, REELS)
    library.answer = CHOICE
    result = await alice.slash(general, "ask", question=QUESTION)
    assert result.response
    library.answer = ANSWERED
    answered = await alice.click(result.response, label="2. Reels")
    assert library.asked[-1] == (QUESTION, Scope(guild=alice.guild.id, episode="reels"))
    assert "The bridle sets the angle." in (only_embed(answered).description or "")


async def test_a_choice_of_a_show_that_is_hidden_meanwhile_has_expired(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = CHOICE
    result = await alice.slash(general, "ask", question=QUESTION)
    assert result.response
    library.stored_episodes = (EPISODE,)
    before = len(library.asked)
    await alice.click(result.response, label="2. Reels")
    assert len(library.asked) == before


async def test_a_page_that_is_asked_for_is_opened(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = replace(fact("", Facts("transcript", (EPISODE,))), kind="page", page="transcript")
    embed = only_embed(await alice.slash(general, "ask", question="transcript of kites"))
    assert "What segment 1 of kites says." in (embed.description or "")


async def test_a_question_after_an_answer_is_asked_with_it(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary, simcord_env: Env
) -> None:
    await alice.slash(general, "ask", question="What does the bridle do?")
    await alice.slash(general, "ask", question="who said that?")
    assert [turn.question for turn in library.histories[-1]] == ["What does the bridle do?"]
    (turn,) = library.histories[-1]
    assert isinstance(turn, Turn)
    assert turn.citations[0] == BRIDLE
    bob = simcord_env.guild.add_member(simcord_env.create_user("bob"))
    await bob.slash(general, "ask", question="who said that?")
    assert library.histories[-1] == ()


@pytest.mark.parametrize("command", ["summary", "clips", "questions", "related", "transcript"])
async def test_a_name_that_fits_several_episodes_is_a_choice_of_their_pages(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary, command: str
) -> None:
    library.stored_episodes, library.typed = (EPISODE, REELS), {"wind": (EPISODE, REELS)}
    result = await alice.slash(general, command, episode="wind")
    assert result.response
    buttons = [button for row in result.response.components for button in row["components"]]
    assert [button["custom_id"] for button in buttons] == [f"choose:{command}:3", f"choose:{command}:4"]


async def test_nothing_of_it_pings_anybody(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = fact("The newest is @everyone.")
    await alice.slash(general, "ask", question="@everyone?")
    library.answer = replace(CHOICE, question="@everyone?")
    await alice.slash(general, "ask", question="@everyone?")
    said = [body for body in bodies(simcord_env) if body.get("embeds")]
    assert len(said) == 2
    assert all(body["allowed_mentions"] == {"parse": []} for body in said)
