"""The gateway as unmodified discord.py sees it: compressions, resuming, refusals."""

import zlib
from collections.abc import Awaitable, Callable

import discord
import pytest
from discord import utils

from . import DiscordServer
from .conftest import RunBot, TinyBot
from .gateway import CONTENT
from .test_commands import greet


class Zlib:
    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes) -> str:
        return self._stream.decompress(data).decode()


class Zstd:
    COMPRESSION_TYPE = "zstd-stream"

    def __init__(self) -> None:
        self._stream = pytest.importorskip("zstandard").ZstdDecompressor().decompressobj()

    def decompress(self, data: bytes) -> str:
        return str(self._stream.decompress(data), "utf-8")


class Plain(Zlib):
    COMPRESSION_TYPE = "none"


@pytest.mark.parametrize("context", [Zlib, Zstd, Plain])
async def test_every_compression_that_a_client_asks_for_works(
    server: DiscordServer, run_bot: RunBot, monkeypatch: pytest.MonkeyPatch, context: type[Zlib | Zstd]
) -> None:
    context()
    monkeypatch.setattr(utils, "_ActiveDecompressionContext", context)
    await run_bot(greet)
    reply = await server.guild().member().slash("greet", name="you")
    assert (await reply.original()).text == "hello you"


@pytest.mark.parametrize("how", [DiscordServer.drop_sockets, DiscordServer.ask_to_reconnect])
async def test_a_session_resumes_and_misses_nothing(
    server: DiscordServer, run_bot: RunBot, how: Callable[[DiscordServer], Awaitable[None]]
) -> None:
    bot = await run_bot(greet, intents=discord.Intents(guilds=True, guild_messages=True))
    ada = server.guild().member()
    await (await ada.slash("greet", name="you")).original()
    await how(server)
    question = f"{server.bot.mention} anything happened?"
    ada.say(question)
    reply = await ada.slash("greet", name="again")
    assert (await reply.original()).text == "hello again"
    assert [message.content for message in bot.heard if message.author.id == ada.user.id] == [question]
    assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_a_session_that_is_gone_is_started_anew(server: DiscordServer, run_bot: RunBot) -> None:
    await run_bot(greet)
    server.forget_sessions()
    await server.drop_sockets()
    await server.bot_ready(times=2)
    reply = await server.guild().member().slash("greet", name="you")
    assert (await reply.original()).text == "hello you"


async def test_a_wrong_token_is_not_let_in(server: DiscordServer, run_bot: RunBot) -> None:
    bot = TinyBot(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await bot.start("another token")
    await bot.close()


async def test_an_intent_that_was_not_granted_closes_the_gateway(
    server: DiscordServer, run_bot: RunBot
) -> None:
    bot = TinyBot(intents=discord.Intents(guilds=True, message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(server.token)
    await bot.close()


@pytest.mark.parametrize(("granted", "heard"), [(0, ""), (CONTENT, "quietly")])
async def test_what_people_write_is_empty_without_the_intent_for_it(
    server: DiscordServer, run_bot: RunBot, granted: int, heard: str
) -> None:
    server.privileged_intents = granted
    wanted = discord.Intents(guilds=True, guild_messages=True, message_content=bool(granted))
    bot = await run_bot(greet, intents=wanted)
    guild = server.guild()
    ada = guild.member()
    first = ada.say("quietly")
    ada.say(f"aloud, {server.bot.mention}")
    ada.at(ada.start_thread("aside")).say("in a thread", reply_to=first)
    await server.watch.until(lambda: len(bot.heard) == 3, "three messages")
    assert [message.content for message in bot.heard][:2] == [heard, f"aloud, <@{server.bot.id}>"]
    assert isinstance(bot.heard[2].channel, discord.Thread)


async def test_a_bot_learns_of_guilds_that_come_and_go(server: DiscordServer, run_bot: RunBot) -> None:
    bot = await run_bot(greet)
    guild = server.guild("New")
    await server.watch.until(lambda: bot.get_guild(guild.id), "the guild to be known")
    guild.remove_bot()
    await server.watch.until(lambda: not bot.get_guild(guild.id), "the guild to be gone")


async def test_heartbeats_are_acknowledged(server: DiscordServer, run_bot: RunBot) -> None:
    server.heartbeat_ms = 20
    bot = await run_bot(greet)
    await server.watch.until(lambda: server.gateway.heartbeats > 3, "heartbeats")
    assert bot.latency < 60
