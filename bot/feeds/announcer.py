"""Announce new episodes of feeds in every server that wants to know; what can't be announced yet waits."""

import logging

import discord
from discord import ui

from bot.permissions import missing_permission, wording_in
from bot.reader_language import speak_to_guild
from bot.replies.buttons import SummaryButton
from bot.ui.announcement_embeds import announcement
from bot.ui.strong_language import show_strong_language
from retrieval.errors import PodciteError
from retrieval.library import Library
from retrieval.models import Episode, Scope
from retrieval.models.feeds import NewEpisodes

log = logging.getLogger(__name__)
MAX_ANNOUNCED = 5
"""Episodes of one feed announced at a time; a feed that suddenly has more was moved or renumbered."""

BAD_REQUEST = 400
"""The HTTP status with which Discord refuses a message for its content, in any channel."""


class Announcer:
    """Queues news in the catalog for each server; delivers what is queued as soon as its channel works."""

    def __init__(self, client: discord.Client, library: Library) -> None:
        self._client, self._library = client, library
        self._blocked: set[int] = set()

    def is_blocked(self, guild: int) -> bool:
        """Return whether announcements of the guild waited for a permission when they were last tried."""
        return guild in self._blocked

    async def queue(self, news: NewEpisodes) -> None:
        """Queue the news for every server that sees the feed's show and has chosen a channel.

        Raises LibraryError if the catalog can't be used; then the news stay as they are.
        """
        by_guild: dict[int, list[str]] = {}
        for guild in [guild.id for guild in self._client.guilds if news.guild in (None, guild.id)]:
            settings = await self._library.guilds.settings(guild)
            if settings.announce_in is not None:
                visible = {episode.id for episode in await self._library.episodes(Scope(guild))}
                newest = [id_ for id_ in news.episodes if id_ in visible][:MAX_ANNOUNCED]
                by_guild[guild] = newest[::-1]
        await self._library.feeds.queue_announcements(news, by_guild)

    async def deliver(self) -> None:
        """Announce what is queued, oldest first; if a channel fails, its server's other ones wait."""
        for guild, episodes in (await self._library.feeds.waiting_announcements()).items():
            if self._client.get_guild(guild) is None:  # it has removed the bot, or is not available yet
                continue
            try:
                await self._deliver_to(guild, episodes)
            except (PodciteError, discord.DiscordException, OSError) as error:
                log.warning("Could not announce new episodes in server %d: %s", guild, error)

    async def _deliver_to(self, guild: int, episode_ids: list[str]) -> None:
        feeds, settings = self._library.feeds, await self._library.guilds.settings(guild)
        self._blocked.discard(guild)
        if settings.announce_in is None:
            await feeds.remove_announcements(guild, episode_ids)
            return
        if missing := missing_permission(self._client, guild, settings.announce_in):
            self._blocked.add(guild)
            log.info("%d announcements of server %d wait for %s", len(episode_ids), guild, missing)
            return
        speak_to_guild(self._client.get_guild(guild))
        show_strong_language(wording_in(self._client.get_channel(settings.announce_in), settings))
        channel = self._client.get_partial_messageable(settings.announce_in, guild_id=guild)
        visible = {episode.id: episode for episode in await self._library.episodes(Scope(guild))}
        for id_ in episode_ids:
            if id_ in visible:  # else it was removed or hidden meanwhile
                await _send(channel, visible[id_])
            await feeds.remove_announcements(guild, [id_])


async def _send(channel: discord.PartialMessageable, episode: Episode) -> None:
    """Send an announcement; one that Discord takes in no channel is dropped. Raises discord.HTTPException."""
    try:
        await channel.send(embed=announcement(episode), view=_view(episode))
    except discord.HTTPException as error:
        if error.status != BAD_REQUEST:
            raise
        log.error("Discord doesn't take the announcement of %s: %s", episode.id, error)


def _view(episode: Episode) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(SummaryButton(episode.id))
    return view
