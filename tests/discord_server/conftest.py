"""A loopback Discord and a tiny bot, in one process, for the tests of the former."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, http
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from .server import DiscordServer

Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
RunBot = Callable[..., Awaitable["TinyBot"]]
NOBODY = discord.AllowedMentions.none()


class TinyBot(commands.Bot):
    """discord.py as it comes, with some commands."""

    def __init__(self, *added: Command, intents: discord.Intents) -> None:
        super().__init__("!", intents=intents, allowed_mentions=NOBODY, guild_ready_timeout=0)
        self.added = added
        self.heard: list[discord.Message] = []
        self.failures: list[BaseException] = []
        self.tree.error(self._failed)

    async def setup_hook(self) -> None:
        for command in self.added:
            self.tree.add_command(command)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once; the library would wait 5 seconds before the second time."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def _failed(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.failures.append(error.__cause__ or error)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running:
        yield running
        running.assert_clean()


@pytest.fixture
async def run_bot(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunBot]:
    """Start a bot with some commands and wait until it is there."""
    monkeypatch.setattr(http.Route, "BASE", server.environment["DISCORD_API_URL"])
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
    running: list[tuple[TinyBot, asyncio.Task[None]]] = []

    async def run(*added: Command, intents: discord.Intents | None = None) -> TinyBot:
        bot = TinyBot(*added, intents=intents or discord.Intents(guilds=True))
        life = asyncio.create_task(bot.start(server.token))
        running.append((bot, life))
        ready = asyncio.create_task(server.bot_ready())
        await asyncio.wait([life, ready], return_when=asyncio.FIRST_COMPLETED)
        await (life if life.done() else ready)
        return bot

    yield run
    for bot, task in running:
        await bot.close()
        await asyncio.wait_for(task, 60)
