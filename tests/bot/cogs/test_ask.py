"""`/ask` as people in Discord meet it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from simcord.actors import MemberActor
from simcord.backend.errors import OptionError
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import Podcite
from bot.question_queue import PlaceSink, QuestionQueue
from retrieval.errors import NotFoundError
from retrieval.models import Scope, Sentence
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import bodies, only_embed, private_reply
from tests.bot.samples import ANSWERED, BRIDLE, REFUSED
from tests.bot.ui.limits import assert_within_limits

QUESTION = "What does the bridle do?"
LINK = "[[1]](https://video.example/watch?v=kites&t=350s)"


def until_one_more_is_shown(env: Env) -> Callable[[], Awaitable[None]]:
    """Return what waits until the bot has shown one more state of its answer, each time that it is called."""
    awaited = 0

    async def wait() -> None:
        nonlocal awaited
        awaited += 1
        async with asyncio.timeout(30):
            while sum(bool(body.get("embeds")) for body in bodies(env)) < awaited:  # noqa: ASYNC110 - there is none
                await asyncio.sleep(0)

    return wait


async def test_an_answer_links_every_sentence_to_where_it_was_said(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    result = await alice.slash(general, "ask", question=QUESTION, episode="kites")

    assert not result.ephemeral
    assert LINK in (only_embed(result).description or "")
    assert library.asked == [(QUESTION, Scope(guild=alice.guild.id, episode="kites"))]


async def test_the_bot_acknowledges_before_it_looks_anything_up(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.delay = 30.0
    result = await alice.slash(general, "ask", question=QUESTION)
    assert only_embed(result).description == "Searching “Kites over the salt pans” …"

    await simcord_env.advance_time(61)
    assert LINK in (only_embed(result).description or "")


async def test_sentences_appear_as_they_are_found(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.turn = until_one_more_is_shown(simcord_env)
    result = await alice.slash(general, "ask", question=QUESTION)
    shown = [body["embeds"][0]["description"] for body in bodies(simcord_env) if body.get("embeds")]
    assert shown[0] == "Searching “Kites over the salt pans” …"
    quote = f"“The bridle sets the angle.” —\u00a0Ines Prado\u00a0{LINK}"
    assert shown[1] == f"**What was said about this**\n\n{quote}\n\n…"
    assert shown[-1] == only_embed(result).description
    assert not shown[-1].endswith("…")


async def test_a_note_about_a_failed_model_stands_above_the_answer(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    note = "The language model didn't answer in time, so these fit best. Error id: 0a1b2c3d"
    library.answer = replace(ANSWERED, note=note)
    result = await alice.slash(general, "ask", question=QUESTION)
    assert result.response
    assert result.response.content == note
    assert LINK in (only_embed(result).description or "")


async def test_people_see_their_place_in_line(
    simcord_env: Env, simcord_bot: Podcite, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    class DeclaredQueue(QuestionQueue):
        """Tells the simulation that a question waits in line on purpose."""

        async def _take(self, on_place: PlaceSink | None) -> None:
            await simcord_env.external_wait(super()._take(on_place), reason="waits in line")

    simcord_bot.questions = DeclaredQueue(concurrency=1)
    library.delay = 30.0
    bob, carol = (alice.guild.add_member(simcord_env.create_user(name)) for name in ("bob", "carol"))
    results = [await member.slash(general, "ask", question=QUESTION) for member in (alice, bob, carol)]
    shown = [body["embeds"][0] for body in bodies(simcord_env) if body.get("embeds")]
    assert [embed["description"] for embed in shown] == [
        "Searching “Kites over the salt pans” …",
        "Your question is next in line …",
        "Your question is 2nd in line …",
    ]
    assert {embed["title"] for embed in shown} == {QUESTION}
    await simcord_env.advance_time(200)
    assert all(LINK in (only_embed(result).description or "") for result in results)


async def test_a_refusal_shows_the_nearest_passages(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.answer = REFUSED
    embed = only_embed(await alice.slash(general, "ask", question="Who won the cup?"))
    assert embed.description == (
        "The transcripts don't hold an answer to that. I looked at 1 episode of High Lines."
        " The closest passages:"
        "\n\n“The bridle sets the angle.”\n[1] Ines Prado · [5:50 · segment 12]"
        "(https://video.example/watch?v=kites&t=350s)\n\n“Silk is lighter than cotton.”\n[2] segment 14"
    )


@pytest.mark.slow
async def test_a_very_long_answer_goes_on_in_further_messages(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    said = [Sentence(f"Sentence {n}. " * 30, (replace(BRIDLE, segment=n),)) for n in range(1, 30)]
    library.answer = replace(ANSWERED, sentences=tuple(said))
    result = await alice.slash(general, "ask", question=QUESTION)
    embeds = [only_embed(result), *(embed for message in result.followups for embed in message.embeds)]
    assert len(embeds) > 1
    for embed in embeds:
        assert_within_limits(embed)


async def test_in_private_messages_only_shared_shows_are_seen(simcord_env: Env, library: FakeLibrary) -> None:
    user = simcord_env.create_user("carol")
    result = await user.slash("ask", question=QUESTION)
    assert LINK in (only_embed(result).description or "")
    assert library.asked == [(QUESTION, Scope(guild=None))]


async def test_each_server_asks_its_own_library(simcord_env: Env, library: FakeLibrary) -> None:
    for name in ("one", "two"):
        guild = simcord_env.create_guild(name)
        channel = guild.create_text_channel("general")
        await guild.add_member(simcord_env.create_user(name)).slash(channel, "ask", question=QUESTION)
        assert library.asked[-1] == (QUESTION, Scope(guild=guild.id))


async def test_nothing_the_bot_sends_can_ping_anybody(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    library.turn = until_one_more_is_shown(simcord_env)
    result = await alice.slash(general, "ask", question="@everyone what?")
    assert result.response
    await alice.click(result.response, label="Read [1]")
    library.answer = NotFoundError("There is no @everyone.")
    assert (
        private_reply(await alice.slash(general, "ask", question=QUESTION)) == "There is no @\u200beveryone."
    )
    assert simcord_env.errors

    said = [body for body in bodies(simcord_env) if body.get("embeds") or body.get("content")]
    assert len(said) >= 5
    assert all(body["allowed_mentions"] == {"parse": []} for body in said)


@pytest.mark.parametrize(("question", "limit"), [("", "at least 1"), ("a" * 501, "at most 500")])
async def test_questions_that_are_empty_or_too_long_are_refused_by_discord(
    alice: MemberActor, general: ChannelHandle, question: str, limit: str
) -> None:
    with pytest.raises(OptionError, match=limit):
        await alice.slash(general, "ask", question=question)
