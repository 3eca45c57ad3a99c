"""Options of commands that name an episode, a show or a feed, with suggestions while they are typed."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import TypeVar

import discord
from discord import app_commands
from rapidfuzz import fuzz

from bot.client import Podcite
from bot.permissions import is_moderator
from bot.ui.discord_text import SEPARATOR, plain, width
from retrieval.errors import NotFoundError, PodciteError
from retrieval.models import Episode, Scope, Show
from retrieval.models.feeds import Feed
from retrieval.understanding.episode_search import FUZZY_SCORE, best_matches

log = logging.getLogger(__name__)
T = TypeVar("T")
MAX_CHOICES = 25
"""How many choices Discord takes."""
MAX_CHOICE_WIDTH = 100
"""How wide the name and the value of a choice may be for Discord, in UTF-16 code units."""
MIN_TITLE_WIDTH = 60
"""How much of an episode's title its name shows at least."""
SUGGESTION_TIMEOUT = 2.0
"""How long suggestions may take, in seconds; Discord waits 3."""


class EpisodeId(app_commands.Transformer):
    """An episode's id; suggests the episodes that the user may see."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> str:
        return value.strip()

    async def autocomplete(  # type: ignore[override]
        self, interaction: discord.Interaction[Podcite], value: str, /
    ) -> list[app_commands.Choice[str]]:
        return episode_choices(await _suggestions(self._matches(interaction, value)))

    async def _matches(self, interaction: discord.Interaction[Podcite], typed: str) -> list[Episode]:
        episodes = await self._episodes(interaction)
        if (found := best_matches(episodes, typed, MAX_CHOICES)) or not episodes:
            return found
        people = await interaction.client.library.speakers.people(interaction.guild_id, episodes)
        all_guests = [replace(each, guests=people[each.generation].guests) for each in episodes]
        return best_matches(all_guests, typed, MAX_CHOICES)  # those whom only the introduction names, too

    async def _episodes(self, interaction: discord.Interaction[Podcite]) -> list[Episode]:
        return await interaction.client.library.episodes(Scope(guild=interaction.guild_id))


class OwnEpisodeId(EpisodeId):
    """The id of one of this server's own episodes; suggests them to moderators only."""

    async def _episodes(self, interaction: discord.Interaction[Podcite]) -> list[Episode]:
        return await _own_episodes(interaction)


class PinnableEpisodeId(EpisodeId):
    """The id of an episode that a passage may be pinned in; suggests them to moderators only."""

    async def _episodes(self, interaction: discord.Interaction[Podcite]) -> list[Episode]:
        return await super()._episodes(interaction) if await is_moderator(interaction) else []


class ShowId(app_commands.Transformer):
    """A show's id; suggests the shows that the user may see."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> str:
        return value.strip()

    async def autocomplete(  # type: ignore[override]
        self, interaction: discord.Interaction[Podcite], value: str, /
    ) -> list[app_commands.Choice[str]]:
        shows = await _suggestions(self._shows(interaction))
        if value.strip():
            shows = [show for show in shows if _is_similar(value, show.title)]
        return [
            app_commands.Choice(name=plain(show.title, MAX_CHOICE_WIDTH), value=show.id)
            for show in shows[:MAX_CHOICES]
            if 0 < width(show.id) <= MAX_CHOICE_WIDTH
        ]

    async def _shows(self, interaction: discord.Interaction[Podcite]) -> list[Show]:
        episodes = await interaction.client.library.episodes(Scope(guild=interaction.guild_id))
        return list(dict.fromkeys(episode.show for episode in episodes))


class OwnShowId(ShowId):
    """The id of one of this server's own shows; suggests them to moderators only."""

    async def _shows(self, interaction: discord.Interaction[Podcite]) -> list[Show]:
        return list(dict.fromkeys(episode.show for episode in await _own_episodes(interaction)))


class SharedShowId(ShowId):
    """The id of one of the host's shared shows, hidden here or not; suggests them to moderators only."""

    async def _shows(self, interaction: discord.Interaction[Podcite]) -> list[Show]:
        return (
            await interaction.client.library.guilds.shared_shows() if await is_moderator(interaction) else []
        )


class FeedId(app_commands.Transformer):
    """The number of one of this server's own feeds; suggests them to moderators only."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> int:
        if not value.strip().isdecimal():
            raise NotFoundError("Please choose a feed from the list that appears while you type.")
        return int(value)

    async def autocomplete(  # type: ignore[override]
        self, interaction: discord.Interaction[Podcite], value: str, /
    ) -> list[app_commands.Choice[str]]:
        typed = value.strip().casefold()
        feeds = [
            feed for feed in await _suggestions(_own_feeds(interaction)) if typed in feed.show.casefold()
        ]
        return [
            app_commands.Choice(name=plain(feed.show, MAX_CHOICE_WIDTH), value=str(feed.id))
            for feed in feeds[:MAX_CHOICES]
        ]


def episode_choices(episodes: Sequence[Episode]) -> list[app_commands.Choice[str]]:
    """Return the episodes as Discord's choices: a name to show, and the id to send."""
    return [
        app_commands.Choice(name=_name(episode), value=episode.id)
        for episode in episodes
        if 0 < width(episode.id) <= MAX_CHOICE_WIDTH
    ]


def _is_similar(typed: str, title: str) -> bool:
    return fuzz.partial_ratio(typed.casefold(), title.casefold()) >= FUZZY_SCORE


def _name(episode: Episode) -> str:
    """Return an episode's title, with its date and its id as far as there is room for them."""
    date = episode.published.isoformat() if episode.published else ""
    rest = "".join(f"{SEPARATOR}{fact}" for fact in (date, episode.id) if fact)
    room = MAX_CHOICE_WIDTH - width(rest)
    return plain(plain(episode.title, max(room, MIN_TITLE_WIDTH)) + rest, MAX_CHOICE_WIDTH)


async def _suggestions(work: Awaitable[list[T]]) -> list[T]:
    """Return the result; nothing where it fails or takes too long: Discord shows no errors while typing."""
    try:
        async with asyncio.timeout(SUGGESTION_TIMEOUT):
            return await work
    except (TimeoutError, PodciteError) as error:
        log.warning("No suggestions (%s)", type(error).__name__)
        return []


async def _own_episodes(interaction: discord.Interaction[Podcite]) -> list[Episode]:
    guild = interaction.guild_id
    if guild is None or not await is_moderator(interaction):
        return []
    episodes = await interaction.client.library.episodes(Scope(guild))
    return [episode for episode in episodes if episode.show.guild == guild]


async def _own_feeds(interaction: discord.Interaction[Podcite]) -> list[Feed]:
    guild = interaction.guild_id
    if guild is None or not await is_moderator(interaction):
        return []
    return await interaction.client.library.feeds.for_guild(guild)
