"""The buttons under an answer, pressed before and after a restart of the real process."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Why is the fridge a bad place for bread?"
SAID = "The fridge is the worst place for bread."


class Asked(NamedTuple):
    """An answer, the member who asked for it, and another one."""

    ada: MemberHandle
    bob: MemberHandle
    message: Message


@pytest_asyncio.fixture(loop_scope="module", params=["before", "after a restart"])
async def asked(
    request: pytest.FixtureRequest, discord: DiscordServer, bot: BotProcess
) -> AsyncIterator[Asked]:
    """The answer to a member's question, which the running process gave or the one before it."""
    guild = discord.guild()
    ada = guild.member("ada")
    message = await (await ada.slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    if request.param != "before":
        assert await bot.stop() == 0
        await bot.start_ready()
    yield Asked(ada, guild.member("bob"), message)


async def test_each_source_opens_in_context_starting_at_the_one_pressed(
    asked: Asked,
) -> None:
    ada, message = asked.ada, asked.message
    pressed = await (await ada.click(message, "[2]")).original()
    assert pressed.seen_by is ada.user
    assert pressed.text.splitlines()[-1].startswith("2 of ")
    assert "**[2] · Segment" in pressed.text
    first = await (await ada.click(message, "Read [1]")).original()
    quoted = [line for line in first.text.splitlines() if line.startswith("> *Josip Varga*")]
    assert any(f"**{SAID}" in line for line in quoted)


async def test_more_shows_passages_that_the_answer_does_not_cite(
    asked: Asked,
) -> None:
    ada, message = asked.ada, asked.message
    more = await (await ada.click(message, "More")).original()
    assert not more.ephemeral
    assert more.embeds[0]["title"] == QUESTION
    assert SAID not in more.text
    assert "passages, not an answer" in more.text
    other = await (await asked.bob.click(message, "More")).original()
    assert other.seen_by is asked.bob.user


async def test_a_follow_up_is_about_the_answer_that_it_stands_under(
    asked: Asked,
) -> None:
    ada, message = asked.ada, asked.message
    other = await ada.slash("ask", question="How high was the lighthouse of Alexandria?")
    await other.original(lambda shown: bool(shown.buttons))
    form = await ada.click(message, "Follow up")
    reply = await ada.submit(form, {"Your question about this answer": "Who said that?"})
    told = await reply.original(lambda shown: "Josip Varga" in shown.text)
    assert "lighthouse" not in told.text


async def test_verdicts_are_stored_with_the_reason_and_without_names(asked: Asked, home: Path) -> None:
    ada, message = asked.ada, asked.message
    thanked = await (await ada.click(message, "answer:good")).original()
    assert (thanked.seen_by, "without your name" in thanked.text) == (ada.user, True)
    form = await ada.click(message, "answer:bad")
    await (await ada.submit(form, {"What was wrong with this answer?": "It misses rye."})).original()
    with sqlite3.connect(home / "catalog.db") as catalog:
        query = "select guild, channel, verdict, reason, voter from answer_feedback where message = ?"
        ((guild, channel, verdict, reason, voter),) = catalog.execute(query, (message.id,)).fetchall()
    assert ada.guild
    assert (guild, channel, verdict, reason) == (ada.guild.id, ada.channel.id, "bad", "It misses rye.")
    assert len(voter) == 64
    assert str(ada.user.id) not in voter


async def test_a_private_answer_can_be_shared_once(bot: BotProcess, guild: GuildHandle) -> None:
    mia, ada = guild.member("mia", Permissions(manage_guild=True)), guild.member("ada")
    await (await mia.slash("library settings", answers="seen only by the person who asks")).original()
    private = await (await ada.slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    assert private.seen_by is ada.user
    assert not any(SAID in message.text for message in ada.channel.visible_messages)
    shared = await (await ada.click(private, "Share")).follow_up()
    assert not shared.ephemeral
    assert shared in ada.channel.visible_messages
    assert shared.text.startswith(f"{ada.user.mention} shared this answer:")
    assert SAID in shared.text
    labels = [button.get("label") for button in private.buttons]
    assert "Share" not in labels
    assert labels == [button.get("label") for button in shared.buttons]
    read = await (await mia.click(shared, "Read [1]")).original()
    assert read.seen_by is mia.user


async def test_a_member_who_may_not_write_in_the_channel_may_not_share_there(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = guild.member("mia", Permissions(manage_guild=True)), guild.member("ada")
    await (await mia.slash("library settings", answers="seen only by the person who asks")).original()
    private = await (await ada.slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    guild.guild.everyone.permissions &= ~Permissions(send_messages=True).value
    before = len(ada.channel.visible_messages)
    refused = await (await ada.click(private, "Share")).original()
    assert "You aren't allowed to write in this channel" in refused.text
    assert refused.seen_by is ada.user
    assert len(ada.channel.visible_messages) == before
    assert "Share" in [button.get("label") for button in private.buttons]


async def test_a_shared_answer_shows_strong_language_as_the_server_wants_it(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = guild.member("mia", Permissions(manage_guild=True)), guild.member("ada")
    await (await mia.slash("library settings", answers="seen only by the person who asks")).original()
    for word in ("worst", "bread"):
        await (await mia.slash("library settings", word=word)).original()
    private = await (await ada.slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    assert SAID in private.text
    shared = await (await ada.click(private, "Share")).follow_up()
    assert "The fridge is the ||worst|| place for ||bread||." in shared.text
    assert shared.embeds[0]["title"] == "Why is the fridge a bad place for ||bread||?"


async def test_forms_can_be_sent_after_a_restart(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    message = await (await ada.slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    page = await (await ada.slash("transcript", episode="bread")).original(lambda shown: bool(shown.buttons))
    follow_up, reason = await ada.click(message, "Follow up"), await ada.click(message, "answer:bad")
    jump = await ada.click(page, "Jump to…")
    for segment in ("3", "2"):
        assert await bot.stop() == 0
        await bot.start_ready()
        reply = await ada.submit(follow_up, {"Your question about this answer": "Who said that?"})
        await reply.original(lambda shown: "Josip Varga" in shown.text)
        thanked = await ada.submit(reason, {"What was wrong with this answer?": ""})
        assert "is saved" in (await thanked.original()).text
        await ada.submit(jump, {"A time or a segment": segment})
        await discord.watch.until(lambda: f"Segment {segment} of" in page.text, "the page")  # noqa: B023


async def test_a_follow_up_that_comes_too_early_is_kept_with_its_answer(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada, bob = (
        guild.member("mia", Permissions(manage_guild=True)),
        guild.member("ada"),
        guild.member("bob"),
    )
    message = await (await ada.slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    await (await mia.slash("library settings", questions=1, seconds=3600)).original()
    await (await bob.slash("ask", question="How high was the lighthouse?")).original(
        lambda m: bool(m.buttons)
    )
    form = await bob.click(message, "Follow up")
    early = await (await bob.submit(form, {"Your question about this answer": "Who said that?"})).original()
    assert "I have kept your question" in early.text
    assert early.seen_by is bob.user
    await (await mia.slash("library settings", questions=30, seconds=1)).original()
    reply = await bob.click(early, "Ask now")
    told = await reply.original(lambda shown: "Josip Varga" in shown.text)
    assert "lighthouse" not in told.text


async def test_answer_n_quotes_the_passages_that_the_page_links_to(
    bot: BotProcess, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    page = await (await ada.slash("questions", episode="bread")).original(lambda shown: bool(shown.buttons))
    answer = await (await ada.click(page, "Answer 1")).original(lambda shown: bool(shown.embeds))
    assert not answer.ephemeral
    line = page.embeds[0]["description"].splitlines()[0]
    links = [part.split(")")[0] for part in line.split("](")[1:]]
    assert links
    assert all(link in answer.text for link in links)
    assert answer.embeds[0]["description"].count("](") == 2 * len(links)
    assert (await (await bob.click(page, "Answer 1")).original()).seen_by is bob.user
