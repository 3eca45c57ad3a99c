"""Finding what a server's moderators may change while its name is being typed; others are offered nothing."""

from typing import TYPE_CHECKING

import discord

from bot.checks import is_moderator
from bot.ui.autocomplete import EpisodeId, ShowId
from retrieval.models import Episode, Scope, Show

if TYPE_CHECKING:
    from bot.client import Podcite


class OwnEpisode(EpisodeId):
    """The id of one of this server's own episodes."""

    async def _episodes(self, interaction: "discord.Interaction[Podcite]") -> list[Episode]:
        return await _own(interaction)


class OwnShow(ShowId):
    """The id of one of this server's own shows."""

    async def _shows(self, interaction: "discord.Interaction[Podcite]") -> list[Show]:
        return list(dict.fromkeys(episode.show for episode in await _own(interaction)))


class SharedShow(ShowId):
    """The id of one of the host's shared shows, hidden here or not."""

    async def _shows(self, interaction: "discord.Interaction[Podcite]") -> list[Show]:
        return (
            await interaction.client.library.guilds.shared_shows() if await is_moderator(interaction) else []
        )


async def _own(interaction: "discord.Interaction[Podcite]") -> list[Episode]:
    guild = interaction.guild_id
    if guild is None or not await is_moderator(interaction):
        return []
    episodes = await interaction.client.library.episodes(Scope(guild))
    return [episode for episode in episodes if episode.show.guild == guild]
