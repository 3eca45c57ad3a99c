"""What the bot asks of Discord, and what it registers there."""

import asyncio
from typing import Any
from unittest.mock import Mock

import discord
import pytest
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import COGS, Podcite, set_discord_addresses
from bot.tree import RESTARTING
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import only_embed


def test_only_servers_and_messages_are_asked_for_and_nobody_can_be_pinged() -> None:
    bot = Podcite(library=FakeLibrary())
    assert bot.intents == discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    quiet = bot.allowed_mentions
    assert quiet
    assert not any((quiet.everyone, quiet.users, quiet.roles, quiet.replied_user))


async def test_every_cog_loads_and_no_two_commands_share_a_name() -> None:
    bot = Podcite(library=FakeLibrary())
    async with bot:
        for cog in COGS:
            await bot.load_extension(cog)
        names = [command.qualified_name for command in bot.tree.walk_commands()]
        modules = {cog.__module__ for cog in bot.cogs.values()}
        assert all(any(module.startswith(cog) for module in modules) for cog in COGS)
    assert len(names) == len(set(names))
    assert "ask" in names


async def test_every_cog_unloads_completely_and_loads_again() -> None:
    bot = Podcite(library=FakeLibrary())
    async with bot:
        for _ in range(2):
            for cog in COGS:
                await bot.load_extension(cog)
            for cog in COGS:
                await bot.unload_extension(cog)
            assert not bot.cogs
            assert not bot.tree.get_commands()


async def test_every_command_and_option_says_what_it_is_for() -> None:
    bot = Podcite(library=FakeLibrary())
    async with bot:
        for cog in COGS:
            await bot.load_extension(cog)
        commands = list(bot.tree.walk_commands())
        assert commands
        for command in commands:
            assert len(command.description) > 10
            for option in getattr(command, "parameters", ()):
                assert len(option.description) > 10


async def test_all_commands_but_those_of_moderators_are_registered_for_private_messages(
    simcord_env: Env,
) -> None:
    (sync,) = [each for each in simcord_env.http_requests if each.method == "PUT"]
    assert isinstance(sync.json, list)
    assert sync.json
    for command in sync.json:
        is_moderators = command["name"] in ("library", "stats")
        assert command["contexts"] == ([0] if is_moderators else [0, 1, 2])
        assert command["integration_types"] == ([0] if is_moderators else [0, 1])


@pytest.mark.slow
async def test_a_server_for_trying_things_out_gets_the_commands_alone() -> None:
    import simcord

    async with simcord.run(Podcite(library=FakeLibrary(), guild=4711)) as env:
        paths = [each.path for each in env.http_requests if each.method == "PUT"]
    assert len(paths) == 1
    assert paths[0].endswith("/guilds/4711/commands")


async def test_resuming_goes_through_the_gateway_that_was_set() -> None:
    bot = Podcite(library=FakeLibrary(), gateway_url="ws://proxy.example:8080/gateway")
    bot.ws = Mock(gateway=yarl.URL("wss://discord.example/"))
    await bot.on_connect()
    assert str(bot.ws.gateway) == "ws://proxy.example:8080/gateway"


async def test_without_one_discords_own_choice_stays() -> None:
    bot = Podcite(library=FakeLibrary())
    bot.ws = Mock(gateway=yarl.URL("wss://discord.example/"))
    await bot.on_connect()
    assert str(bot.ws.gateway) == "wss://discord.example/"


def test_the_addresses_of_discord_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    set_discord_addresses(None, None)
    assert Route.BASE == "https://discord.com/api/v10"
    set_discord_addresses("http://127.0.0.1:9/api/v10/", "ws://127.0.0.1:9/gateway")
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:9/api/v10/users/@me"
    assert yarl.URL("ws://127.0.0.1:9/gateway") == DiscordWebSocket.DEFAULT_GATEWAY


async def test_a_gateway_that_cannot_be_reached_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[bool] = []

    async def falls_over_twice(_: discord.Client, *, reconnect: bool) -> None:
        attempts.append(reconnect)
        if len(attempts) < 3:
            try:
                raise ConnectionRefusedError(111, "refused")
            except ConnectionRefusedError:
                raise AttributeError("'NoneType' object has no attribute 'sequence'")  # noqa: B904

    monkeypatch.setattr(discord.Client, "connect", falls_over_twice)
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.0)
    await Podcite(library=FakeLibrary()).connect()
    assert attempts == [True, True, True]
    assert caplog.text.count("can't be reached ([Errno 111] refused); trying again") == 2


async def test_a_mistake_of_ours_is_not_taken_for_a_gateway_out_of_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def errs(_: discord.Client, *, reconnect: bool) -> None:
        raise AttributeError("ours")

    monkeypatch.setattr(discord.Client, "connect", errs)
    bot = Podcite(library=FakeLibrary())
    bot.ws = Mock()
    with pytest.raises(AttributeError, match="ours"):
        await bot.connect()


async def test_whoever_still_waits_when_the_bot_closes_is_told(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    library: FakeLibrary,
) -> None:
    library.delay = 600.0
    result = await alice.slash(general, "ask", question="What does the bridle do?")
    assert (only_embed(result).description or "").startswith("Searching ")
    await simcord_env.bot.close()
    (message,) = result.followups
    assert message.ephemeral
    assert message.content == RESTARTING
    assert result.response is None


async def test_an_answer_that_is_on_its_way_when_the_bot_closes_arrives_and_stays(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = discord.Interaction.edit_original_response

    async def edit_and_wait_for_the_rate_limit(interaction: discord.Interaction, **changes: Any) -> Any:
        message = await edit(interaction, **changes)
        if changes["embed"].footer.text:  # the answer; before it, the message says what happens
            await asyncio.sleep(600)
        return message

    monkeypatch.setattr(discord.Interaction, "edit_original_response", edit_and_wait_for_the_rate_limit)
    monkeypatch.setattr("bot.tree.FAREWELL_SECONDS", 0.01)
    result = await alice.slash(general, "ask", question="What does the bridle do?")
    await simcord_env.bot.close()
    assert only_embed(result).footer.text == "without a language model · 0.5 s"
    assert result.followups == []
