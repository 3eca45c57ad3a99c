"""Finding what a server's moderators may change while its name is being typed."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

import discord
from discord import app_commands

from bot.checks import is_moderator
from bot.ui.autocomplete import CHOICES, LONGEST, PATIENCE, EpisodeId, best, choices
from bot.ui.text import plain, width
from retrieval.models import Episode, Scope, Show

if TYPE_CHECKING:
    from bot.client import Podcite

T = TypeVar("T")
log = logging.getLogger(__name__)


class OwnEpisode(EpisodeId):
    """The id of one of this server's own episodes; offers them to its moderators."""

    async def autocomplete(  # type: ignore[override]
        self, interaction: "discord.Interaction[Podcite]", value: str, /
    ) -> list[app_commands.Choice[str]]:
        return choices(best(await _offered(interaction, _own(interaction)), value))


class OwnShow(app_commands.Transformer):
    """The id of one of this server's own shows; offers them to its moderators."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> str:
        return value.strip()

    async def autocomplete(  # type: ignore[override]
        self, interaction: "discord.Interaction[Podcite]", value: str, /
    ) -> list[app_commands.Choice[str]]:
        typed = value.strip().casefold()
        shows = await _offered(interaction, self._shows(interaction))
        fitting = [show for show in shows if typed in f"{show.id} {show.title}".casefold()]
        return [
            app_commands.Choice(name=plain(show.title, LONGEST), value=show.id)
            for show in fitting[:CHOICES]
            if 0 < width(show.id) <= LONGEST
        ]

    async def _shows(self, interaction: "discord.Interaction[Podcite]") -> list[Show]:
        return list(dict.fromkeys(episode.show for episode in await _own(interaction)))


class SharedShow(OwnShow):
    """The id of one of the host's shared shows, hidden here or not; offers them to moderators."""

    async def _shows(self, interaction: "discord.Interaction[Podcite]") -> list[Show]:
        return await interaction.client.library.guilds.shared()


async def _own(interaction: "discord.Interaction[Podcite]") -> list[Episode]:
    guild = interaction.guild_id
    episodes = await interaction.client.library.episodes(Scope(guild))
    return [each for each in episodes if guild is not None and each.show.guild == guild]


async def _offered(interaction: "discord.Interaction[Podcite]", found: Awaitable[list[T]]) -> list[T]:
    """What was found, for moderators; nothing for others, and nothing where it takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            everything = await found
            return everything if await is_moderator(interaction) else []
    except Exception as error:
        # Nobody can be told while they type.
        log.warning("Nothing to offer (%s)", type(error).__name__)
        return []
