"""A mention whose answer takes long: its question is deleted, or the bot is restarted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.held_model import HeldModel
from tests.bot.process.talking import replies_to, reply_of
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Why is the fridge a bad place for bread?"


@pytest_asyncio.fixture(loop_scope="module")
async def model() -> AsyncIterator[HeldModel]:
    async with HeldModel() as held:
        yield held


@pytest_asyncio.fixture(loop_scope="module")
async def slow_bot(
    discord: DiscordServer, model: HeldModel, home: Path, tmp_path: Path
) -> AsyncIterator[BotProcess]:
    process = BotProcess(discord, home, tmp_path, **model.environment)
    yield await process.start_ready()
    await process.kill()
    assert "Traceback" not in process.log, process.log


async def ask(discord: DiscordServer, model: HeldModel, who: MemberHandle) -> Message:
    asked = who.say(f"{discord.bot.mention} {QUESTION}")
    await discord.watch.until(lambda: model.asked, "the model to be asked")
    return asked


async def test_a_restart_is_said_in_reply(
    discord: DiscordServer, model: HeldModel, slow_bot: BotProcess, guild: GuildHandle
) -> None:
    asked = await ask(discord, model, guild.member())
    assert await slow_bot.stop() == 0
    assert "restarted" in (await reply_of(discord, asked)).text


@pytest.mark.parametrize("is_shown", [True, False], ids=["while it is shown", "before it is shown"])
async def test_a_crash_is_told_on_the_next_start(
    discord: DiscordServer, model: HeldModel, slow_bot: BotProcess, guild: GuildHandle, is_shown: bool
) -> None:
    ada = guild.member()
    asked = await ask(discord, model, ada)
    if is_shown:
        await reply_of(discord, asked, lambda shown: "Searching" in shown.text)
    else:
        await slow_bot.kill()
        for reply in replies_to(discord, asked):
            discord.posting.delete(reply)
    await slow_bot.kill()
    await slow_bot.start_ready()
    told = await reply_of(discord, asked, lambda shown: "I was restarted before" in shown.text)
    assert len(replies_to(discord, asked)) == 1
    if is_shown:
        assert told.embeds[0]["title"] == QUESTION
        before = model.asked
        await ada.click(told, "Ask again")
        await discord.watch.until(lambda: model.asked > before, "the question to be asked again")


@pytest.mark.parametrize("in_bulk", [False, True], ids=["alone", "in bulk"])
async def test_a_deleted_question_is_no_longer_answered(
    discord: DiscordServer, model: HeldModel, slow_bot: BotProcess, guild: GuildHandle, in_bulk: bool
) -> None:
    ada = guild.member()
    before = ada.say("Hello everybody")
    asked = await ask(discord, model, ada)
    if in_bulk:
        discord.posting.delete_in_bulk([before, asked])
    else:
        ada.delete(asked)
    ada.say(f"{discord.bot.mention} {QUESTION}")  # a user's questions wait for each other
    await discord.watch.until(lambda: model.asked > 1, "the second question to be asked")
    assert await slow_bot.stop() == 0
    assert not replies_to(discord, asked)
