"""The bot while Discord limits, fails, forgets and drops what it does."""

from collections.abc import Awaitable, Callable

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_asking import QUESTION, finished
from tests.discord_server import DiscordServer, GuildHandle, Message, Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

Trouble = Callable[[DiscordServer], Awaitable[None]]
CALLBACK, EDIT, FOLLOW_UP = "POST /interactions/*", "PATCH /webhooks/*", "POST /webhooks/*"


def replies_of(reply: Reply) -> list[Message]:
    original = reply.interaction.original
    return [*([original] if original else []), *reply.interaction.follow_ups]


async def asks(guild: GuildHandle) -> str:
    """What a new member gets to read in answer to the question."""
    return (await (await guild.member().slash("ask", question=QUESTION)).original(finished)).text


@pytest.mark.parametrize("route", [CALLBACK, EDIT])
@pytest.mark.parametrize("status", [429, 502])
async def test_a_refused_request_is_sent_again(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle, route: str, status: int
) -> None:
    faults = discord.faults
    fault = faults.rate_limit(route, 2, 0.1) if status == 429 else faults.server_error(route, status=status)
    assert "a hundred metres" in await asks(guild)
    assert fault.struck == fault.times


@pytest.mark.parametrize(("limit", "seconds"), [(1, 0.5), (5, 1.0)])
async def test_the_limits_that_discord_tells_are_kept(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle, limit: int, seconds: float
) -> None:
    discord.faults.bucket("* /webhooks/*", limit, seconds)
    discord.requests.clear()
    assert "a hundred metres" in await asks(guild)
    assert 429 not in {request.status for request in discord.requests}


@pytest.mark.parametrize("route", [EDIT, FOLLOW_UP])
async def test_an_error_that_can_not_be_told_at_once_is_told_in_the_end(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle, route: str
) -> None:
    discord.faults.rate_limit(route, 2, 0.1)
    reply = await guild.member().slash("ask", question=QUESTION, episode="no-such-episode")
    await discord.watch.until(
        lambda: any("no-such-episode" in shown.text for shown in replies_of(reply)), "the sentence"
    )


@pytest.mark.parametrize("how", [DiscordServer.drop_sockets, DiscordServer.ask_to_reconnect])
async def test_a_gateway_that_drops_in_the_middle_of_an_answer_loses_nothing(
    discord: DiscordServer,
    bot: BotProcess,
    guild: GuildHandle,
    how: Trouble,
) -> None:
    resumed, identified = discord.gateway.resumed, discord.gateway.identified
    answer = discord.faults.hold(EDIT)
    first = await guild.member("ada").slash("ask", question=QUESTION)
    await discord.watch.until(lambda: answer.struck, "the answer to be on its way")
    await how(discord)
    meanwhile = await guild.member("bob").slash("ask", question=QUESTION)
    answer.release()
    for reply in (first, meanwhile):
        assert "a hundred metres" in (await reply.original(finished)).text
    assert (discord.gateway.resumed, discord.gateway.identified) == (resumed + 1, identified)


async def test_a_session_that_discord_forgot_is_started_anew(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    identified = discord.gateway.identified
    discord.forget_sessions()
    await discord.drop_sockets()
    await discord.bot_ready(identified + 1)
    assert "a hundred metres" in await asks(guild)


async def test_a_question_that_was_acknowledged_too_late_is_let_go(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    discord.faults.late(CALLBACK, discord.answer_seconds + 0.1)
    guild.member().send_slash("ask", question=QUESTION)
    await discord.watch.until(lambda: "came too late" in bot.log, "the bot to see that it was too late")
    assert "a hundred metres" in await asks(guild)


async def test_an_answer_that_outlives_its_token_is_let_go(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    said = bot.log.count("50027")
    answer = discord.faults.hold(EDIT)
    await guild.member().slash("ask", question=QUESTION)
    await discord.watch.until(lambda: answer.struck, "the answer to be on its way")
    discord.clock.advance(901)
    answer.release()
    await discord.watch.until(lambda: bot.log.count("50027") > said, "the bot to see that it was too late")
    assert "a hundred metres" in await asks(guild)


async def test_an_answer_whose_message_was_deleted_is_let_go(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    said = bot.log.count("10008")
    answer = discord.faults.hold(EDIT)
    reply = await guild.member().slash("ask", question=QUESTION)
    await discord.watch.until(lambda: answer.struck, "the answer to be on its way")
    assert reply.interaction.original
    discord.posting.delete(reply.interaction.original)
    answer.release()
    await discord.watch.until(lambda: bot.log.count("10008") > said, "the bot to see that it is gone")
    assert "a hundred metres" in await asks(guild)
