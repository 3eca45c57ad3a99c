"""Notice which servers the bot is in, and delete the data of those that removed it long ago."""

import asyncio
import logging
from datetime import timedelta

import discord
from discord.ext import commands, tasks

from bot.client import Podcite
from retrieval.errors import PodciteError

log = logging.getLogger(__name__)
SWEEP_HOURS = 1.0
"""How often to check whether the time of a server's data is over, in hours."""


class Membership(commands.Cog):
    """Keeps the data of servers that removed the bot for `bot.keep_days` days.

    discord.py calls `on_guild_remove` for a removal only: a server that is unavailable for a while is still
    among the client's servers.
    """

    def __init__(self, bot: Podcite) -> None:
        self._bot, self._keep = bot, timedelta(days=bot.keep_days)
        self._changes = asyncio.Lock()
        """Held while changes to servers are stored, so that they are stored one after the other."""
        self._compared = False
        """Whether it is known which servers removed the bot, or added it again, while it was offline."""

    async def cog_unload(self) -> None:
        self._sweep.cancel()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Find out what happened while the bot was offline, and start to check for data to delete."""
        self._compared = False
        if self._sweep.is_running():
            self._sweep.restart()
        else:
            self._sweep.start()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        try:
            async with self._changes:
                has_left = await self._bot.library.removal.guild_left(guild.id)
            if has_left:
                self._log_departure(guild.id)
                await self._delete_departed()
        except PodciteError as error:  # the next start notices it
            log.warning("Could not store that server %d removed the bot: %s", guild.id, error)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        try:
            async with self._changes:
                is_back = await self._bot.library.removal.guild_joined(guild.id)
            if is_back:
                log.info("Server %d has added the bot again; its data stays", guild.id)
        except PodciteError as error:
            log.warning("Could not store that server %d added the bot: %s", guild.id, error)

    @tasks.loop(hours=SWEEP_HOURS)
    async def _sweep(self) -> None:
        try:
            await self._compare_guilds()
            await self._delete_departed()
        except PodciteError as error:
            log.warning("Could not delete the data of servers that removed the bot: %s", error)
        except Exception:
            log.exception("Deleting the data of servers that removed the bot failed")

    async def _compare_guilds(self) -> None:
        if self._compared:
            return
        async with self._changes:
            left, back = await self._bot.library.removal.compare_guilds({g.id for g in self._bot.guilds})
        self._compared = True
        for guild in left:
            self._log_departure(guild)
        for guild in back:
            log.info("Server %d has added the bot again; its data stays", guild)

    async def _delete_departed(self) -> None:
        if not self._compared:  # a server that came back while the bot was offline would lose its data
            return
        library = self._bot.library
        for guild in await library.removal.delete_departed(self._keep):
            log.info("The data of server %d, which removed the bot, is deleted", guild)

    def _log_departure(self, guild: int) -> None:
        log.info("Server %d has removed the bot; its data is kept for %d days", guild, self._keep.days)


async def setup(bot: Podcite) -> None:
    """Add the cog; discord.py calls this as it loads the extension."""
    await bot.add_cog(Membership(bot))
