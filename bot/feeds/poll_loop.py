"""The background loop that polls due feeds and has their news announced."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import discord
from discord.ext import commands, tasks

from bot.feeds.announcer import Announcer
from bot.jobs.runner import CLOSE_TIMEOUT, JobRunner
from bot.sample.leaving import hide_sample
from retrieval.errors import PodciteError
from retrieval.library import Library

log = logging.getLogger(__name__)

HasGuild = discord.abc.GuildChannel | discord.Role | discord.Member


class FeedPollLoop(commands.Cog):
    """Looks for due feeds every `seconds` from when the bot is ready until it closes; never, if that is 0."""

    def __init__(
        self,
        client: discord.Client,
        library: Library,
        jobs: JobRunner,
        announcer: Announcer,
        *,
        seconds: float,
    ) -> None:
        self._client, self._library, self._jobs, self._announcer = client, library, jobs, announcer
        self._seconds = seconds
        self._polls: dict[int | None, asyncio.Task[None]] = {}
        self._held: set[int | None] = set()
        self._hurried = asyncio.Event()

    async def cog_load(self) -> None:
        if self._seconds:
            self._loop.start()

    def hurry(self) -> None:
        """Poll at once: there is a new subscription, or something to announce."""
        self._hurried.set()

    @contextlib.contextmanager
    def held(self, guild: int) -> Iterator[None]:
        """Leave a guild's feeds alone, for a command that shows the first poll of one of them itself."""
        self._held.add(guild)
        try:
            yield
        finally:
            self._held.discard(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Stop polling the feeds of a server that removes the bot."""
        if guild.id in self._polls:
            self._polls[guild.id].cancel()

    @commands.Cog.listener("on_guild_channel_update")
    @commands.Cog.listener("on_guild_role_update")
    @commands.Cog.listener("on_member_update")
    async def on_permissions_changed(self, _: object, after: HasGuild) -> None:
        """Look at once if announcements of the server have waited for a permission."""
        if self._announcer.is_blocked(after.guild.id):
            self.hurry()

    async def cog_unload(self) -> None:
        """Stop polling; the next poll does the rest."""
        loop = self._loop.get_task()
        pending = [*self._polls.values(), *([loop] if loop else [])]
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending, timeout=CLOSE_TIMEOUT)

    # The loop itself waits no time between two runs: its own waiting can't be cut short, `hurry` has to.
    @tasks.loop()
    async def _loop(self) -> None:
        self._hurried.clear()
        try:
            await self._start_polls()
            await self._announce_news()
        except PodciteError as error:
            log.warning("Could not find out which feeds are due: %s", error)
        except Exception:
            log.exception("Polling the feeds failed")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._hurried.wait()

    @_loop.before_loop
    async def _wait_until_ready(self) -> None:
        await self._client.wait_until_ready()

    async def _start_polls(self) -> None:
        # One task for each guild: slow feeds of one don't delay those of others.
        for guild in await self._library.feeds.due_guilds():
            if guild not in self._polls and not self._is_held(guild):
                self._polls[guild] = asyncio.create_task(self._poll(guild))

    async def _announce_news(self) -> None:
        for news in await self._library.feeds.new_episodes():
            try:
                await self._announcer.queue(news)
            except PodciteError as error:  # the next look tries again
                log.warning("Could not queue the announcements of feed %d: %s", news.feed, error)
        await self._announcer.deliver()

    def _is_held(self, guild: int | None) -> bool:
        return guild in self._held or self._jobs.is_polling(guild)

    async def _poll(self, guild: int | None) -> None:
        try:
            reports = await self._library.feeds.poll(guild)
            for report in reports:
                # Failures are retried, and shown where the feeds are listed.
                if report.added or report.updated or report.removed:
                    await self._library.feeds.record_poll(report)
            if any(report.added for report in reports):
                self.hurry()
                await hide_sample(self._library, guild)
        except PodciteError as error:
            log.warning("The feeds of server %s could not be polled: %s", guild or "none", error)
        except Exception:
            log.exception("Polling the feeds of server %s failed", guild or "none")
        finally:
            del self._polls[guild]
