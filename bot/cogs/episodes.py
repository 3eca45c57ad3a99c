"""Looking around: what the episodes are about, without a question."""

from typing import TYPE_CHECKING, TypeVar

import discord
from discord import app_commands, ui
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.components.autocomplete import EpisodeId, ShowId
from bot.components.citations import ShowSegments
from bot.components.pages import HITS_FOUND, Page, hits_page, shelf_page, transcript_page
from bot.permissions import paced, private
from bot.replies.buttons import AskThis
from bot.replies.summary import progressing, reply_with_summary, show_page
from bot.ui import page_embeds as pages
from bot.ui.excerpt_embeds import Excerpts
from bot.ui.places import segment_at
from retrieval.models import Citation, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.client import Podcite

T = TypeVar("T")
QUIET = discord.AllowedMentions.none()
AN_EPISODE = "Type its number, title, guest or date"


class Episodes(commands.Cog):
    """What episodes' pages show."""

    @app_commands.command()
    @app_commands.describe(episode=AN_EPISODE, topic="A topic's number, or words of its title")
    @paced()
    async def summary(
        self,
        interaction: "discord.Interaction[Podcite]",
        episode: Transform[str, EpisodeId],
        topic: Range[str, 1, 100] | None = None,
    ) -> None:
        """Read what an episode is about, topic by topic; every sentence links to where it was said."""
        scope = await _begin(interaction, episode)
        await reply_with_summary(interaction, scope, topic)

    @app_commands.command()
    @app_commands.describe(episode=AN_EPISODE)
    @paced()
    async def clips(
        self, interaction: "discord.Interaction[Podcite]", episode: Transform[str, EpisodeId]
    ) -> None:
        """See the passages of an episode that are worth playing, first what this server likes."""
        scope = await _begin(interaction, episode)
        found = await progressing(
            interaction, lambda tell: interaction.client.library.pages.clips(scope, tell)
        )
        shown = await interaction.client.library.episodes(scope)
        await show_page(
            interaction, Page(pages.clips(shown[0], found), _reading(clip.quote for clip in found))
        )

    @app_commands.command()
    @app_commands.describe(episode=AN_EPISODE)
    @paced()
    async def questions(
        self, interaction: "discord.Interaction[Podcite]", episode: Transform[str, EpisodeId]
    ) -> None:
        """See the questions that an episode answers; a button posts the answer."""
        scope = await _begin(interaction, episode)
        found = await progressing(
            interaction, lambda tell: interaction.client.library.pages.questions(scope, tell)
        )
        shown = (await interaction.client.library.episodes(scope))[0]
        view = ui.View(timeout=None)
        for position in range(len(found)):
            view.add_item(AskThis(shown.generation, position))
        await show_page(interaction, Page(pages.questions(shown, found), view))

    @app_commands.command()
    @app_commands.describe(episode=AN_EPISODE)
    @paced()
    async def related(
        self, interaction: "discord.Interaction[Podcite]", episode: Transform[str, EpisodeId]
    ) -> None:
        """Find other episodes that talk about the same, with the passages that show it."""
        scope = await _begin(interaction, episode)
        found = await progressing(interaction, lambda _: interaction.client.library.pages.related(scope))
        shown = (await interaction.client.library.episodes(scope))[0]
        cited = (citation for each in found for citation in (each.here, each.there))
        await show_page(interaction, Page(pages.related(shown, found), _reading(cited)))

    @app_commands.command()
    @app_commands.describe(
        episode=AN_EPISODE, at="A time such as 1:02:03 or 350s, or a segment's number such as 119"
    )
    async def transcript(
        self,
        interaction: "discord.Interaction[Podcite]",
        episode: Transform[str, EpisodeId],
        at: Range[str, 1, 20] = "1",
    ) -> None:
        """Read an episode's transcript, segment by segment."""
        scope = await _begin(interaction, episode)
        library = interaction.client.library
        found, segments = await library.transcript(scope)
        number = segment_at(at, segments)
        await show_page(interaction, await transcript_page(library, found, interaction.guild_id, number))

    @app_commands.command()
    @app_commands.describe(
        query="What should the passages say?", episode=f"Only in one episode. {AN_EPISODE}"
    )
    @paced()
    async def search(
        self,
        interaction: "discord.Interaction[Podcite]",
        query: Range[str, 2, 200],
        episode: Transform[str, EpisodeId] | None = None,
    ) -> None:
        """Find passages without an answer, best first."""
        scope = await _begin(interaction, episode)
        found = await interaction.client.library.search(query, scope, HITS_FOUND)
        written = Excerpts(tuple((hit.episode.generation, hit.segment.number) for hit in found))
        page = await hits_page(interaction.client.library, interaction.guild_id, query, written)
        await show_page(interaction, page)

    @app_commands.command()
    @app_commands.describe(show="Only this show")
    async def episodes(
        self, interaction: "discord.Interaction[Podcite]", show: Transform[str, ShowId] | None = None
    ) -> None:
        """List the episodes of this library, newest first."""
        await _begin(interaction, None)
        library, guild = interaction.client.library, interaction.guild_id
        key = (await library.episodes(Scope(guild, show=show)))[0].show.key if show else 0
        await show_page(interaction, await shelf_page(library, guild, key, 0))


async def _begin(interaction: "discord.Interaction[Podcite]", episode: str | None) -> Scope:
    await interaction.response.defer(thinking=True, ephemeral=await private(interaction))
    return Scope(guild=interaction.guild_id, episode=episode)


def _reading(cited: "Iterable[Citation]") -> ui.View:
    view = ui.View(timeout=None)
    excerpts = Excerpts.citing(dict.fromkeys(cited))
    if excerpts.references:
        view.add_item(ShowSegments(excerpts.write()))
    return view


async def setup(bot: "Podcite") -> None:
    """Loads this module's commands, as discord.py asks of an extension."""
    await bot.add_cog(Episodes())
