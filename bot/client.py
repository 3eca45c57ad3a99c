"""The Discord client: what it is made of, and its connection to Discord."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.backoff import ExponentialBackoff
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.components import citations as views
from bot.feeds.poll_loop import Polling
from bot.jobs import buttons as controls
from bot.jobs.runner import Jobs
from bot.library import Library
from bot.log import reason
from bot.question_queue import Turns
from bot.replies import buttons
from bot.tree import RESTARTING, Tree, tell
from retrieval.errors import ConfigurationError

log = logging.getLogger(__name__)

# Podcite doesn't speak; discord.py would warn at every start that it can't.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

Cooldowns = commands.CooldownMapping[discord.Interaction[Any]]

COGS = ("bot.cogs.ask", "bot.cogs.episodes", "bot.cogs.library.content")
LONGEST_WAIT = 60.0
# What a message about long work is edited once in, at most: seconds.
SLOWEST_PACE = 2.0
FAREWELL = 2.0


class Podcite(commands.Bot):
    """Answers in Discord from a library.

    `guild` registers the commands with that server alone; else Discord shows them in every server.
    `at_once` questions are worked on together; one user may ask `cooldown[0]` in `cooldown[1]` seconds. A
    message that grows is edited once in `pace` seconds at most. Feeds that are due are looked for every
    `poll_seconds`; never, if that is 0.
    """

    def __init__(
        self,
        *,
        library: Library,
        guild: int | None = None,
        gateway_url: str | None = None,
        at_once: int = 4,
        cooldown: tuple[int, float] = (4, 30.0),
        pace: float = 1.0,
        poll_seconds: float = 0.0,
        cogs: Sequence[str] = COGS,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.library = library
        self.turns = Turns(at_once)
        self.pace = pace
        self.jobs = Jobs(self, pace=max(pace, SLOWEST_PACE) if pace else 0.0)
        self.polling = Polling(self, poll_seconds)
        self.cooldown = cooldown
        self._cooldowns: dict[tuple[int, float], Cooldowns] = {}
        self._home_guild = guild and discord.Object(guild)
        self._gateway = URL(gateway_url) if gateway_url else None
        self._modules = cogs
        self._serving: dict[asyncio.Task[Any], discord.Interaction[Any]] = {}

    async def setup_hook(self) -> None:
        for module in self._modules:
            await self.load_extension(module)
        self.add_dynamic_items(*views.PERSISTENT, *buttons.PERSISTENT, *controls.PERSISTENT)
        # One request; Discord leaves commands that haven't changed as they are.
        if self._home_guild:
            self.tree.copy_global_to(guild=self._home_guild)
        try:
            registered = await self.tree.sync(guild=self._home_guild or None)
        except discord.Forbidden as error:
            raise ConfigurationError(
                "Discord doesn't let the bot register its commands: invite it to the server that "
                "DISCORD_GUILD names, with the scope applications.commands."
            ) from error
        log.info("Registered %s", ", ".join(f"/{command.name}" for command in registered))

    async def on_connect(self) -> None:
        # Discord names its own address for resuming; whoever goes through a proxy wants that one again.
        if self._gateway is not None:
            self.ws.gateway = self._gateway

    async def on_ready(self) -> None:
        log.info("Ready as %s in %d servers", self.user, len(self.guilds))
        await self.jobs.resume()
        self.polling.start()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stays connected until closed; a gateway that can't be reached is tried again and again."""
        backoff = ExponentialBackoff()
        while not self.is_closed():
            try:
                await super().connect(reconnect=reconnect)
                return
            except AttributeError as error:
                # discord.py falls over its missing first connection while it prepares the next attempt.
                if self.ws is not None:
                    raise
                wait = min(backoff.delay(), LONGEST_WAIT)
                log.warning(
                    "Discord's gateway %s can't be reached (%s); trying again in %.0f s",
                    DiscordWebSocket.DEFAULT_GATEWAY.origin(),
                    reason(error.__context__),
                    wait,
                )
                await asyncio.sleep(wait)

    def cooldowns_of(self, questions: int | None, seconds: float | None) -> Cooldowns:
        """Each user's in each server, by the server's own numbers or the bot's."""
        rate = (questions or self.cooldown[0], seconds or self.cooldown[1])
        if rate not in self._cooldowns:
            self._cooldowns[rate] = commands.CooldownMapping.from_cooldown(
                *rate, lambda interaction: (interaction.guild_id, interaction.user.id)
            )
        return self._cooldowns[rate]

    def serving(self, interaction: discord.Interaction[Any]) -> None:
        """Remembers that the current task works on the interaction, so that closing can tell its user."""
        task = asyncio.current_task()
        if task is not None and interaction.type is discord.InteractionType.application_command:
            self._serving[task] = interaction
            task.add_done_callback(lambda done: self._serving.pop(done, None))

    def replying(self, interaction: discord.Interaction[Any]) -> None:
        """Notes that the reply is on its way: closing lets it arrive and doesn't take it back."""
        interaction.extras["replying"] = True

    async def close(self) -> None:
        if not self.is_closed() and self._serving:
            await self._say_farewell(dict(self._serving))
        await self.polling.close()
        await self.jobs.close()
        # discord.py lets the task that waits for late servers go on, which then falls over the closed bot;
        # and once may not be enough, as `wait_for` loses a cancellation that comes with what it waits for.
        waiting = self._connection._ready_task
        while waiting is not None and not waiting.done():
            waiting.cancel()
            await asyncio.sleep(0)
        await super().close()

    async def _say_farewell(self, serving: dict[asyncio.Task[Any], discord.Interaction[Any]]) -> None:
        ending = set(serving)
        for task, interaction in serving.items():
            if "replying" not in interaction.extras:
                task.cancel()
                ending.remove(task)
                ending.add(asyncio.create_task(tell(interaction, RESTARTING)))
        _, late = await asyncio.wait(ending, timeout=FAREWELL)
        for task in late:
            task.cancel()


def redirect(api_url: str | None, gateway_url: str | None) -> None:
    """Makes discord.py speak to these addresses; it has no settings for them, but one place for each."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
