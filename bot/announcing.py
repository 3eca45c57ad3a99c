"""Polling the feeds by themselves, and telling the servers that want to know what is new."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.ui.announcements import announcement
from bot.ui.buttons import Summarize
from retrieval.errors import PodciteError
from retrieval.models import Episode, Scope
from retrieval.models.feeds import NewEpisodes
from retrieval.models.guilds import SCHEDULE

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)
QUIET = discord.AllowedMentions.none()
MOST_ANNOUNCED = 5
"""Of one feed at a time; a feed that suddenly has more was moved or renumbered."""


class Polling:
    """Looks every `seconds` for feeds that are due, from when the bot is ready until it is closed."""

    def __init__(self, bot: "Podcite", seconds: float) -> None:
        self._bot, self._seconds = bot, seconds
        self._task: asyncio.Task[None] | None = None
        self._polls: dict[int | None, asyncio.Task[None]] = {}
        self._held: set[int | None] = set()
        self._told: set[tuple[int, int, tuple[str, ...]]] = set()
        self._due = asyncio.Event()

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._task is None and self._seconds:
            self._task = asyncio.create_task(self._run())

    def hurry(self) -> None:
        """Look at once: something was just subscribed to, or is there to be told of."""
        self._due.set()

    def _is_held(self, guild: int | None) -> bool:
        return guild in self._held or self._bot.jobs.polls(guild)

    @contextlib.contextmanager
    def held(self, guild: int) -> Iterator[None]:
        """Leave a guild's feeds to somebody who shows what comes of a first look."""
        self._held.add(guild)
        try:
            yield
        finally:
            self._held.discard(guild)

    async def close(self) -> None:
        """End; what was half done is taken up by the next poll."""
        tasks = [*self._polls.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=2.0)

    async def _run(self) -> None:
        feeds = self._bot.library.feeds
        while True:
            self._due.clear()
            try:
                # Each by itself: a guild whose feeds are slow keeps no other from its own.
                for guild in await feeds.due_guilds():
                    if guild not in self._polls and not self._is_held(guild):
                        self._polls[guild] = asyncio.create_task(self._poll(guild))
                for news in await feeds.new_episodes():
                    if await self.announce(news):
                        await feeds.mark_announced(news)
            except PodciteError as error:
                log.warning("Which feeds are due can't be found out: %s", error)
            except Exception:
                log.exception("Polling the feeds failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._due.wait()

    async def _poll(self, guild: int | None) -> None:
        try:
            reports = await self._bot.library.feeds.poll(guild)
            for report in reports:
                # A failure is tried again and again, and is told where the feeds are listed.
                if report.added or report.updated:
                    show, detail = report.feed.show, report.detail
                    await self._bot.library.guilds.record(guild, SCHEDULE, "poll", show, detail)
            if any(report.added for report in reports):
                self.hurry()
        except PodciteError as error:
            log.warning("The feeds of server %s could not be polled: %s", guild or "none", error)
        except Exception:
            log.exception("Polling the feeds of server %s failed", guild or "none")
        finally:
            del self._polls[guild]

    async def announce(self, news: NewEpisodes) -> bool:
        """Say in every server that sees the feed's show, and wants to hear of it, what is new.

        Gives whether all of them were told that can be; those that were are not told again.
        """
        guilds = [guild.id for guild in self._bot.guilds if news.guild in (None, guild.id)]
        missed = False
        for guild in guilds:
            here = (guild, news.feed, news.keys)
            if here in self._told:
                continue
            try:
                await self._announce_in(guild, news.episodes)
                self._told.add(here)
            except (discord.Forbidden, discord.NotFound) as error:
                log.warning("Server %d can't be told of new episodes: %s", guild, error)
            except (PodciteError, discord.DiscordException, OSError) as error:
                log.warning("Server %d could not be told of new episodes: %s", guild, error)
                missed = True
        if not missed:
            self._told -= {(guild, news.feed, news.keys) for guild in guilds}
        return not missed

    async def _announce_in(self, guild: int, ids: Sequence[str]) -> None:
        settings = await self._bot.library.guilds.settings(guild)
        if settings.announce_in is None:
            return
        channel = self._bot.get_partial_messageable(settings.announce_in, guild_id=guild)
        seen = {episode.id: episode for episode in await self._bot.library.episodes(Scope(guild))}
        for episode in [seen[id_] for id_ in ids if id_ in seen][:MOST_ANNOUNCED]:
            await channel.send(embed=announcement(episode), view=_summary(episode), allowed_mentions=QUIET)


def _summary(episode: Episode) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(Summarize(episode.id))
    return view
