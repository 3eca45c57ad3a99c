"""With the message content intent, moderators can have messages answered that don't mention the bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.talking import mention, replies_to, reply_of, thread_under
from tests.discord_server import DiscordServer, GuildHandle
from tests.discord_server.gateway import CONTENT, DISALLOWED_INTENTS
from tests.discord_server.places import FORUM

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRIDGE = "Why is the fridge a bad place for bread?"
WHO = "who said that?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(patience=90, privileged_intents=CONTENT) as server:
        server.answer_seconds = 10
        yield server


async def test_all_messages_of_a_channel_are_answered_but_those_for_others(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, bob = guild.member("mia", Permissions(manage_guild=True)), guild.member("bob")
    unheard = bob.say(FRIDGE)
    set_ = await (await mia.slash("library mentions", policy="always")).original()
    assert "I answer every message" in set_.text
    answer = await reply_of(discord, bob.say(FRIDGE))
    assert "worst place for bread" in answer.text
    for_others = [mia.say("is that so?", bob.say("hm")), mia.say(f"{bob.user.mention} is that so?")]
    assert "Josip Varga said" in (await reply_of(discord, bob.say(WHO, answer, ping=False))).text
    thread = bob.start_thread("more")
    assert "worst place for bread" in (await reply_of(discord, bob.at(thread).say(FRIDGE))).text
    assert not [reply for message in (unheard, *for_others) for reply in replies_to(discord, message)]


async def test_a_forums_posts_are_answered_without_a_mention(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, forum = guild.member("mia", Permissions(manage_guild=True)), guild.channel("help", kind=FORUM)
    await (await mia.slash("library mentions", channel=forum, policy="always")).original()
    post = mia.at(mia.at(forum).start_thread("bread"))
    assert "worst place for bread" in (await reply_of(discord, post.say(FRIDGE))).text
    assert "Josip Varga said" in (await reply_of(discord, post.say(WHO))).text


async def test_the_bots_own_thread_needs_no_mention(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    message = await mention(discord, ada, FRIDGE)
    await (await ada.click(message, "Continue in a thread")).original()
    thread = await thread_under(discord, message)
    assert "just write your next question" in thread.visible_messages[0].text
    assert "Josip Varga said" in (await reply_of(discord, ada.at(thread).say(WHO))).text


async def test_without_being_asked_nobody_is_told_to_wait(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = guild.member("mia", Permissions(manage_guild=True))
    await (await mia.slash("library mentions", policy="always")).original()
    for _ in range(4):
        await reply_of(discord, mia.say(FRIDGE))
    silent = mia.say(FRIDGE)
    assert "ask again in" in (await mention(discord, mia, FRIDGE)).text
    assert not replies_to(discord, silent)


async def test_a_refused_intent_is_one_line_and_the_bot_goes_on(
    discord: DiscordServer, home: Path, tmp_path: Path
) -> None:
    discord.faults.identify_close = DISALLOWED_INTENTS
    process = BotProcess(discord, home, tmp_path)
    try:
        await process.start_ready()
        guild = discord.guild("Later")
        assert "worst place for bread" in (await mention(discord, guild.member(), FRIDGE)).text
        assert process.log.count("Message Content Intent") == 1
        assert "Traceback" not in process.log
        assert await process.stop() == 0
    finally:
        await process.kill()
