"""The button under an answer opens what it cites, after a restart too, and never across a border."""

from dataclasses import replace

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from bot.client import Podcite
from retrieval.models import Answer, Sentence, Show
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import private_reply
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, REFUSED

OPEN = "Read [1]"


async def ask(alice: MemberActor, channel: ChannelHandle) -> ResponseMessage:
    result = await alice.slash(channel, "ask", question="What does the bridle do?")
    assert result.response
    return result.response


def opened(result: InteractionResult) -> tuple[str, str, list[str]]:
    """The description, the footer and the buttons of what the click showed to the clicker alone."""
    assert result.response
    assert result.response.ephemeral
    (embed,) = result.response.embeds
    labels = [button["label"] for row in result.response.components for button in row["components"]]
    return embed.description or "", embed.footer.text or "", labels


async def test_the_button_shows_the_cited_segment_with_its_neighbours(
    alice: MemberActor, general: ChannelHandle
) -> None:
    text, footer, buttons = opened(await alice.click(await ask(alice, general), label=OPEN))
    assert "> What segment 12 of kites says." in text
    assert "What segment 11 of kites says." in text
    assert "What segment 13 of kites says." in text
    assert footer.startswith("1 of 2")
    assert buttons == ["Next →"]


async def test_pages_turn_in_place(alice: MemberActor, general: ChannelHandle) -> None:
    first = await alice.click(await ask(alice, general), label=OPEN)
    assert first.response
    await alice.click(first.response, label="Next →")
    text, footer, buttons = opened(first)
    assert "> What segment 13 of kites says." in text
    assert footer.startswith("2 of 2")
    assert buttons == ["← Previous"]

    await alice.click(first.response, label="← Previous")
    assert "> What segment 12 of kites says." in opened(first)[0]


async def test_anybody_in_the_channel_may_read_on(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    answer = await ask(alice, general)
    bob = alice.guild.add_member(simcord_env.create_user("bob"))
    assert "> What segment 12 of kites says." in opened(await bob.click(answer, label=OPEN))[0]


@pytest.mark.slow
async def test_the_button_outlives_the_process(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    answer = await ask(alice, general)
    page = await alice.click(answer, label=OPEN)
    assert page.response
    await simcord_env.restart_bot(Podcite(library=library))

    assert "> What segment 12 of kites says." in opened(await alice.click(answer, label=OPEN))[0]
    await alice.click(page.response, label="Next →")
    assert "> What segment 13 of kites says." in opened(page)[0]


async def test_a_refusal_opens_its_nearest_passages(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = REFUSED
    text, _, buttons = opened(await alice.click(await ask(alice, general), label=OPEN))
    assert "> What segment 12 of kites says." in text
    assert buttons == ["Next →"]


async def test_many_sources_are_in_a_menu_that_opens_the_chosen_one(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    said = [Sentence(f"Sentence {n}.", (replace(BRIDLE, segment=n),)) for n in range(10, 16)]
    library.answer = replace(ANSWERED, sentences=tuple(said))
    answer = await ask(alice, general)
    (menu,) = answer.components[0]["components"]
    assert [option["label"] for option in menu["options"]] == [
        f"[{n - 9}] Ines Prado · 5:50 · segment {n}" for n in range(10, 16)
    ]
    text, footer, buttons = opened(await alice.select(answer, ["2"]))
    assert "> What segment 12 of kites says." in text
    assert footer.startswith("3 of 6")
    assert buttons == ["← Previous", "Next →"]


async def test_a_refusal_with_nothing_near_has_no_button(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = Answer("Who won?", (), (), "extractive")
    assert (await ask(alice, general)).components == []


async def test_a_segment_that_is_gone_is_explained_to_the_clicker(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    answer = await ask(alice, general)
    library.stored_episodes = ()
    clicked = await alice.click(answer, label=OPEN)
    assert private_reply(clicked) == "The segment that this cites is gone."


async def test_a_button_carried_to_another_server_opens_nothing_of_the_first(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    own = replace(EPISODE, key=2, id="own", generation=9, show=Show(2, "ours", "Ours", alice.guild.id))
    library.stored_episodes = (own,)
    citation = replace(BRIDLE, episode=own)
    library.answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    page = await alice.click(await ask(alice, general), label=OPEN)
    assert "What segment 12 of own says." in opened(page)[0]

    elsewhere = simcord_env.create_guild("elsewhere")
    channel = elsewhere.create_text_channel("general")
    mallory = elsewhere.add_member(simcord_env.create_user("mallory"))
    clicked = await mallory.click(await ask(mallory, channel), label=OPEN)
    assert private_reply(clicked) == "The segment that this cites is gone."


async def test_a_button_that_was_tampered_with_is_refused(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await ask(alice, general)
    stored = simcord_env.backend.get_message(answer.channel_id, answer.id)
    stored.components[0]["components"][0]["custom_id"] = "cited:7:zz+zz"
    clicked = await alice.click(answer, label=OPEN)
    assert private_reply(clicked) == "This button is from another version of the bot; please ask again."
