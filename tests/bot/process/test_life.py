"""How the bot's process starts and ends."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cli.exit_status import ExitStatus
from tests.bot.process.bot_process import BotProcess, FreshBotProcess
from tests.bot.process.held_model import HeldModel
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "What causes the tides?"
FRIDGE = "Why is the fridge a bad place for bread?"
ENDED = "1** × how your questions ended"


@pytest_asyncio.fixture(loop_scope="module")
async def unstarted(discord: DiscordServer, home: Path, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot for one test to start."""
    process = BotProcess(discord, home, tmp_path)
    yield process
    await process.kill()
    assert discord.token not in process.log
    assert "Traceback" not in process.log, process.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_while_a_model_thinks_and_the_asker_is_told(
    discord: DiscordServer, guild: GuildHandle, home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    async with HeldModel() as model:
        bot = await BotProcess(discord, home, tmp_path, **model.environment).start_ready()
        try:
            ada = guild.member()
            reply = await ada.slash("ask", question=QUESTION)
            await discord.watch.until(lambda: model.asked, "the model to be asked")
            assert await bot.stop(number) == 0
        finally:
            await bot.kill()
    told = await reply.follow_up()
    assert (told.seen_by, "restarted" in told.text) == (ada.user, True)
    await reply.gone()
    assert not discord.gateway.sessions


async def test_who_waited_while_the_bot_crashed_is_told_at_the_next_start_and_can_ask_again(
    discord: DiscordServer, guild: GuildHandle, home: Path, unstarted: BotProcess, tmp_path: Path
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    async with HeldModel() as model:
        crashing = await BotProcess(discord, home, tmp_path / "crash", **model.environment).start_ready()
        try:
            waiting = await ada.slash("ask", question=QUESTION, episode="tides")
            await waiting.original(lambda shown: "Searching “" in shown.text)
            late = await bob.slash("ask", question=QUESTION)
            await late.original(lambda shown: "Searching 3 episodes …" in shown.text)
            await discord.watch.until(lambda: model.asked > 1, "the model to be asked")
            assert set(open_tokens(home)) == {reply.interaction.token for reply in (waiting, late)}
        finally:
            await crashing.kill()
    discord.clock.advance(600)
    bot = await unstarted.start_ready()
    for reply, asker in ((waiting, ada), (late, bob)):
        told = await reply.original(lambda shown: "restarted" in shown.text)
        assert told.embeds[0]["title"] == QUESTION
        again = await (await asker.click(told, "Ask again")).original(lambda shown: len(shown.buttons) > 1)
        assert "Moon" in again.text
    await discord.watch.until(lambda: not open_tokens(home), "the tokens to be deleted")
    log = bot.log + crashing.log
    assert not any(reply.interaction.token in log for reply in (waiting, late))
    assert await bot.stop() == 0


def open_tokens(home: Path) -> list[str]:
    with sqlite3.connect(home / "catalog.db") as catalog:
        return [token for (token,) in catalog.execute("select token from open_replies")]


async def test_an_answer_on_its_way_arrives_before_the_bot_ends(
    discord: DiscordServer, guild: GuildHandle, unstarted: BotProcess
) -> None:
    bot = await unstarted.start_ready()
    # The first answer takes so long that the message is edited before; the second doesn't.
    await (await guild.member().slash("ask", question=QUESTION)).original(lambda shown: bool(shown.buttons))
    answer = discord.faults.hold("PATCH /webhooks/*")
    reply = await guild.member().slash("ask", question=QUESTION)
    await discord.watch.until(lambda: answer.struck, "the answer to be on its way")
    ended = asyncio.create_task(bot.stop())
    await discord.watch.until(lambda: "Stopping" in bot.log, "the bot to hear the signal")
    answer.release()
    assert "Moon" in (await reply.original(lambda shown: bool(shown.buttons))).text
    assert await ended == 0


async def test_a_bot_whose_closing_is_cut_off_does_not_report_success(
    discord: DiscordServer, home: Path, tmp_path: Path
) -> None:
    bot = BotProcess(discord, home, tmp_path, "tests.bot.process.stuck_bot")
    try:
        await bot.start_ready()
        assert await bot.stop() == 1
    finally:
        await bot.kill()
    assert "Closing took longer than 1 s and was cut off" in bot.log


@pytest.mark.long
async def test_a_bot_as_a_user_starts_it_warms_up_by_itself_answers_and_leaves_cleanly(
    discord: DiscordServer, guild: GuildHandle, home: Path, tmp_path: Path
) -> None:
    bot = FreshBotProcess(discord, home, tmp_path)
    try:
        await bot.start_ready()
        await discord.watch.until(lambda: "Ready for questions" in bot.log, "the library to be warm")
        reply = await guild.member().slash("ask", question=FRIDGE)
        message = await reply.original(
            lambda shown: "The fridge is the worst place for bread" in str(shown.embeds)
        )
        assert "https://salt-and-light.example/bread.mp3#t=" in str(message.embeds)
        assert await bot.stop() == 0
    finally:
        await bot.kill()
    assert "Traceback" not in bot.log, bot.log
    assert discord.token not in bot.log
    assert FRIDGE not in bot.log


async def test_a_gateway_that_is_away_at_first_is_tried_again(
    discord: DiscordServer, guild: GuildHandle, unstarted: BotProcess
) -> None:
    discord.faults.refuse_gateway(2)
    bot = await unstarted.start_ready()
    assert "can't be reached" in bot.log
    await (await guild.member().slash("ask", question=QUESTION)).original()
    assert await bot.stop() == 0


async def test_an_api_that_is_away_at_first_is_tried_again(
    discord: DiscordServer, unstarted: BotProcess
) -> None:
    fault = discord.faults.server_error("GET /users/@me", times=2, status=503)
    bot = await unstarted.start_ready()
    assert (fault.struck, bot.log.count("can't be reached")) == (2, 2)
    assert await bot.stop() == 0


async def test_a_signal_ends_the_bot_while_it_is_still_trying(
    discord: DiscordServer, unstarted: BotProcess
) -> None:
    discord.faults.refuse_gateway(1000)
    bot = await unstarted.start()
    await discord.watch.until(lambda: "can't be reached" in bot.log, "the bot to try", 60)
    status = await bot.stop()
    assert status == 0, bot.log


@pytest.mark.parametrize("code", [4004, 4014])
async def test_what_discord_refuses_for_good_ends_with_one_sentence(
    discord: DiscordServer, unstarted: BotProcess, code: int
) -> None:
    discord.faults.close_at_identify(code)
    bot = await unstarted.start()
    assert await bot.ended(60) == ExitStatus.WRONG_SETTINGS
    (sentence,) = [line for line in bot.log.splitlines() if "INFO" not in line]
    assert {4004: "DISCORD_TOKEN", 4014: "Privileged Gateway Intents"}[code] in sentence


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ("another-token.that.is-wrong", "DISCORD_TOKEN doesn't look like a bot's token"),
        ("a-token-of-another-bot.which-has.the-shape-of-a-real-one", "copy it again from the application's"),
    ],
)
async def test_a_wrong_token_ends_with_one_sentence_that_does_not_tell_it(
    discord: DiscordServer, home: Path, tmp_path: Path, wrong: str, advice: str
) -> None:
    bot = BotProcess(discord, home, tmp_path, DISCORD_TOKEN=wrong)
    await bot.start()
    assert await bot.ended(60) == ExitStatus.WRONG_SETTINGS
    (sentence,) = [line for line in bot.log.splitlines() if "INFO" not in line]
    assert advice in sentence
    assert "DISCORD_TOKEN" in sentence
    assert wrong not in bot.log


async def test_what_was_answered_before_a_restart_is_not_answered_again(
    discord: DiscordServer, guild: GuildHandle, home: Path, unstarted: BotProcess, tmp_path: Path
) -> None:
    ada = guild.member("ada")
    first = await BotProcess(discord, home, tmp_path / "first").start_ready()
    try:
        asked = await ada.slash("ask", question=FRIDGE)
        answer = await asked.original(lambda shown: bool(shown.buttons))
        read = await ada.click(answer, "Read [1]")
        await read.original()
        while ENDED not in (await (await ada.slash("privacy")).original()).text:
            pass  # how a question ended is stored after its answer was sent
    finally:
        await first.kill()
    bot = await unstarted.start_ready()
    before = len(discord.requests)
    for again in (asked, read):
        discord.gateway.dispatch("INTERACTION_CREATE", again.interaction.payload(discord))
    await discord.watch.until(lambda: bot.log.count("was delivered twice, and answered once") == 2, "the log")
    for again in (asked, read):
        assert len(list(again.interaction.messages)) == 1
    sent = [each.path for each in discord.requests[before:]]
    assert all(path.endswith("/callback") for path in sent if asked.interaction.token in path)
    assert (await (await ada.slash("privacy")).original()).text.count(ENDED) == 1
