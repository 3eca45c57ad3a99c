"""Announce new episodes of a feed in every server that wants to know."""

import logging
from collections.abc import Sequence

import discord
from discord import ui

from bot.replies.buttons import SummaryButton
from bot.ui.announcement_embeds import announcement
from retrieval.errors import PodciteError
from retrieval.library import Library
from retrieval.models import Episode, Scope
from retrieval.models.feeds import NewEpisodes

log = logging.getLogger(__name__)
MAX_ANNOUNCED = 5
"""Episodes of one feed announced at a time; a feed that suddenly has more was moved or renumbered."""


class Announcer:
    """Announces news, and remembers for news that is retried which servers have had them."""

    def __init__(self, client: discord.Client, library: Library) -> None:
        self._client, self._library = client, library
        self._announced: set[tuple[int, int, tuple[str, ...]]] = set()

    async def announce(self, news: NewEpisodes) -> bool:
        """Announce the news in every server that sees the feed's show and has chosen a channel.

        Return whether that is done; False means that it is worth another attempt, which leaves out the
        servers that have had them.
        """
        guilds = [guild.id for guild in self._client.guilds if news.guild in (None, guild.id)]
        complete = True
        for guild in guilds:
            key = (guild, news.feed, news.keys)
            if key in self._announced:
                continue
            try:
                await self._announce_in(guild, news.episodes)
                self._announced.add(key)
            except (discord.Forbidden, discord.NotFound) as error:
                log.warning("Can't announce new episodes in server %d: %s", guild, error)
            except (PodciteError, discord.DiscordException, OSError) as error:
                log.warning("Could not announce new episodes in server %d: %s", guild, error)
                complete = False
        if complete:
            self._announced -= {(guild, news.feed, news.keys) for guild in guilds}
        return complete

    async def _announce_in(self, guild: int, episode_ids: Sequence[str]) -> None:
        settings = await self._library.guilds.settings(guild)
        if settings.announce_in is None:
            return
        channel = self._client.get_partial_messageable(settings.announce_in, guild_id=guild)
        visible = {episode.id: episode for episode in await self._library.episodes(Scope(guild))}
        for episode in [visible[id_] for id_ in episode_ids if id_ in visible][:MAX_ANNOUNCED]:
            await channel.send(embed=announcement(episode), view=_view(episode))


def _view(episode: Episode) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(SummaryButton(episode.id))
    return view
