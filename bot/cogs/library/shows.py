"""`/library show`: rename, merge and split this server's own shows, and say what the site shows of them."""

from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import Range, Transform

from bot.client import Podcite
from bot.components.autocomplete import OwnEpisodeId, OwnShowId
from bot.permissions import ModeratorGroup, actor_of, guild_of
from bot.replies.deferring import defer_when_valid
from bot.ui.discord_text import fit
from bot.ui.show_embeds import shows_embed
from bot.ui.show_sentences import merged_sentence, moved_sentence, renamed_sentence, transcripts_sentence
from retrieval.errors import NotFoundError
from retrieval.models import Transcripts
from retrieval.models.shows import MovedEpisode
from retrieval.texts import Text

TranscriptsChoice = Literal["whole transcripts", "only cited passages", "what the host has set"]
CHOICES: dict[TranscriptsChoice, Transcripts | None] = {
    "whole transcripts": "whole",
    "only cited passages": "passages",
    "what the host has set": None,
}


class ShowGroup(ModeratorGroup):
    """Changes to a server's own shows, never to those that the host shares."""

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction[Podcite]) -> None:
        """See this server's own shows, with their numbers of episodes."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        summaries = await interaction.client.library.shows.summaries(guild_of(interaction))
        await interaction.edit_original_response(embed=shows_embed(summaries))

    @app_commands.command()
    @app_commands.describe(show="One of this server's own shows", title="Its new title")
    async def rename(
        self,
        interaction: discord.Interaction[Podcite],
        show: Transform[str, OwnShowId],
        title: Range[str, 1, 200],
    ) -> None:
        """Give a show another title; the earlier one still finds it."""
        shows = interaction.client.library.shows
        changed = await defer_when_valid(interaction, shows.rename(guild_of(interaction), show, title))
        await _record(interaction, "rename show", changed.before.title, changed.after.title)
        await interaction.edit_original_response(content=fit(renamed_sentence(changed), 1000))

    @app_commands.command()
    @app_commands.describe(
        show="The show that becomes part of the other one", into="The show that gets its episodes"
    )
    async def merge(
        self,
        interaction: discord.Interaction[Podcite],
        show: Transform[str, OwnShowId],
        into: Transform[str, OwnShowId],
    ) -> None:
        """Move all episodes and feeds of one show into another."""
        shows = interaction.client.library.shows
        changed = await defer_when_valid(interaction, shows.merge(guild_of(interaction), show, into))
        await _record(interaction, "merge show", changed.before.title, changed.after.title)
        await interaction.edit_original_response(content=fit(merged_sentence(changed), 1000))

    @app_commands.command()
    @app_commands.describe(
        episode="One of this server's own episodes",
        show="The show that it belongs to",
        new="Make a new show with this title",
    )
    async def move(
        self,
        interaction: discord.Interaction[Podcite],
        episode: Transform[str, OwnEpisodeId],
        show: Transform[str, OwnShowId],
        new: bool = False,
    ) -> None:
        """Move one episode to another show; its id and its links stay the same."""
        moved = await defer_when_valid(interaction, _move(interaction, episode, show, new=new))
        await _record(interaction, "move", moved.episode, f"to {moved.after.title}")
        await interaction.edit_original_response(content=fit(moved_sentence(moved), 1000))

    @app_commands.command()
    @app_commands.describe(
        show="One of this server's own shows", shown="What the show's pages on the site contain"
    )
    async def transcripts(
        self,
        interaction: discord.Interaction[Podcite],
        show: Transform[str, OwnShowId],
        shown: TranscriptsChoice,
    ) -> None:
        """Choose whether the site shows whole transcripts of a show."""
        shows, guild = interaction.client.library.shows, guild_of(interaction)
        chosen = CHOICES[shown]
        changed = await defer_when_valid(interaction, shows.set_transcripts(guild, show, chosen))
        await _record(interaction, "transcripts", changed.title, shown)
        await interaction.edit_original_response(content=fit(transcripts_sentence(changed), 1000))


async def _move(
    interaction: discord.Interaction[Podcite], episode: str, show: str, *, new: bool
) -> MovedEpisode:
    """Move an episode. Raises NotFoundError for a show that isn't there and isn't to be made."""
    shows, guild = interaction.client.library.shows, guild_of(interaction)
    if not new and await shows.find(guild, show) is None:
        raise NotFoundError(
            Text(
                "This server has no show {show!r} of its own. Choose one from the list that appears while "
                "you type, or add new: True to make it.",
                show=show[:60],
            )
        )
    return await shows.move(guild, episode, show, new=new)


async def _record(interaction: discord.Interaction[Podcite], action: str, subject: str, detail: str) -> None:
    guilds = interaction.client.library.guilds
    await guilds.record(guild_of(interaction), actor_of(interaction), action, subject, detail)
