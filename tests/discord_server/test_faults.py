"""Late answers, expired tokens, rate limits and broken connections."""

import discord
import pytest
from discord import app_commands

from . import DiscordServer
from .conftest import RunBot
from .test_commands import Interaction, greet, ponder

pytestmark = pytest.mark.slow

CALLBACK, HOOK, ORIGINAL = "POST /interactions/*", "POST /webhooks/*", "PATCH /webhooks/*/messages/@original"


async def test_an_answer_after_three_seconds_finds_nobody(server: DiscordServer, run_bot: RunBot) -> None:
    bot = await run_bot(greet)
    late = server.faults.late(CALLBACK, seconds=3.1)
    server.guild().member().send_slash("greet", name="you")
    await server.watch.until(lambda: bot.failures, "the bot's failure")
    assert isinstance(bot.failures[0], discord.NotFound)
    assert (bot.failures[0].code, late.struck) == (10062, 1)


async def test_a_second_answer_and_one_with_an_old_token_are_refused(
    server: DiscordServer, run_bot: RunBot
) -> None:
    codes: list[int] = []

    @app_commands.command()
    async def insist(interaction: Interaction) -> None:
        """Answer twice, and again after a quarter of an hour."""
        await interaction.response.defer()
        with pytest.raises(discord.HTTPException) as again:
            await discord.InteractionResponse(interaction).defer()
        server.clock.advance(901)
        with pytest.raises(discord.HTTPException) as late:
            await interaction.followup.send("too late")
        codes.extend([again.value.code, late.value.code])

    await run_bot(insist)
    await server.guild().member().slash("insist")
    await server.watch.until(lambda: codes, "both refusals")
    assert codes == [40060, 50027]


async def test_a_follow_up_before_any_answer_has_no_webhook(server: DiscordServer, run_bot: RunBot) -> None:
    codes: list[int] = []

    @app_commands.command()
    async def rush(interaction: Interaction) -> None:
        """Follow up on nothing."""
        with pytest.raises(discord.NotFound) as refused:
            await interaction.followup.send("first?")
        codes.append(refused.value.code)

    await run_bot(rush)
    server.guild().member().send_slash("rush")
    await server.watch.until(lambda: codes, "the refusal")
    assert codes == [10015]


@pytest.mark.parametrize("status", [0, 429])
async def test_a_rate_limit_or_a_server_error_is_outlived(
    server: DiscordServer, run_bot: RunBot, status: int
) -> None:
    await run_bot(ponder)
    faults = server.faults
    fault = faults.rate_limit(ORIGINAL, 2, 0.01) if status else faults.server_error(ORIGINAL)
    reply = await server.guild().member().slash("ponder")
    await reply.original(lambda message: message.content == "second thought")
    assert fault.struck == fault.times


@pytest.mark.parametrize("how", ["banned", "hung up"])
async def test_what_the_library_does_not_try_again_reaches_the_bot(
    server: DiscordServer, run_bot: RunBot, how: str
) -> None:
    bot = await run_bot(ponder)
    if how == "banned":
        server.faults.rate_limit(HOOK, via=False)
    else:
        server.faults.hang_up(HOOK)
    await server.guild().member().slash("ponder")
    await server.watch.until(lambda: bot.failures, "the bot's failure")


async def test_a_bucket_slows_down_who_heeds_its_headers_and_refuses_who_does_not(
    server: DiscordServer, run_bot: RunBot
) -> None:
    @app_commands.command()
    async def count(interaction: Interaction) -> None:
        """Count to six."""
        await interaction.response.defer()
        for number in range(1, 7):
            await interaction.edit_original_response(content=str(number))

    await run_bot(count)
    bucket = server.faults.bucket(ORIGINAL, limit=2, seconds=0.2)
    reply = await server.guild().member().slash("count")
    await reply.original(lambda message: message.content == "6")
    assert 429 not in {request.status for request in server.requests}
    assert [bucket.enter("other")[0] for _ in range(3)] == [1, 0, -1]
