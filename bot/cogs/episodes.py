"""The commands that show episodes without a question: summaries, clips, transcripts, lists and so on."""

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.client import Podcite
from bot.components.autocomplete import EpisodeId, ShowId
from bot.components.citations import CITATION_BUTTONS
from bot.components.pages.episode_list import episode_list_page
from bot.components.pages.hits import MAX_HITS, hits_page
from bot.components.pages.navigation import PageButton
from bot.components.pages.topics import TopicSelect
from bot.components.pages.transcript import JumpButton, transcript_page
from bot.components.segment_references import SegmentReferences
from bot.permissions import answers_privately, asks_models
from bot.replies.buttons import REPLY_BUTTONS
from bot.replies.choosing import find_episode
from bot.replies.deferring import defer_when_valid
from bot.replies.episode_pages import reply_with_page
from bot.replies.pages import show_page
from bot.replies.summary import reply_with_summary
from bot.timestamps import segment_at
from bot.ui.discord_text import MAX_FIELD, fit
from bot.ui.language import _, gettext_noop, shown
from retrieval.answering.answerability import resembles_hits
from retrieval.models import Scope

NOTHING_SIMILAR = gettext_noop("Nothing in these episodes resembles your search. The closest passages:")
_EPISODE_HINT = "Type its number, title, guest or date"


class Episodes(commands.Cog):
    """What episodes' pages show."""

    @app_commands.command()
    @app_commands.describe(episode=_EPISODE_HINT, topic="A topic's number, or words from its title")
    @asks_models()
    async def summary(
        self,
        interaction: discord.Interaction[Podcite],
        episode: Transform[str, EpisodeId],
        topic: Range[str, 1, 100] | None = None,
    ) -> None:
        """Read what an episode is about, topic by topic; every sentence links to where it was said."""
        scope = await find_episode(interaction, episode, "summary")
        if scope is not None:
            await reply_with_summary(interaction, scope, topic)

    @app_commands.command()
    @app_commands.describe(episode=_EPISODE_HINT)
    @asks_models()
    async def clips(
        self, interaction: discord.Interaction[Podcite], episode: Transform[str, EpisodeId]
    ) -> None:
        """See the passages of an episode that are worth playing, this server's favourites first."""
        await _open_page(interaction, "clips", episode)

    @app_commands.command()
    @app_commands.describe(episode=_EPISODE_HINT)
    @asks_models()
    async def questions(
        self, interaction: discord.Interaction[Podcite], episode: Transform[str, EpisodeId]
    ) -> None:
        """See the questions that an episode answers; a button posts the answer."""
        await _open_page(interaction, "questions", episode)

    @app_commands.command()
    @app_commands.describe(episode=_EPISODE_HINT)
    @asks_models()
    async def related(
        self, interaction: discord.Interaction[Podcite], episode: Transform[str, EpisodeId]
    ) -> None:
        """Find other episodes about the same subjects, with passages that show it."""
        await _open_page(interaction, "related", episode)

    @app_commands.command()
    @app_commands.describe(
        episode=_EPISODE_HINT, at="A time such as 1:02:03 or 350s, or a segment's number such as 119"
    )
    @asks_models()
    async def transcript(
        self,
        interaction: discord.Interaction[Podcite],
        episode: Transform[str, EpisodeId],
        at: Range[str, 1, 20] = "1",
    ) -> None:
        """Read an episode's transcript, segment by segment."""
        library = interaction.client.library

        async def number_in(scope: Scope) -> int:
            return segment_at(at, (await library.transcript(scope))[1])

        scope = await find_episode(interaction, episode, "transcript", number_in)
        if scope is None:
            return
        shown, number = (await library.transcript(scope))[0], await number_in(scope)
        await show_page(interaction, await transcript_page(library, shown, interaction.guild_id, number))

    @app_commands.command()
    @app_commands.describe(
        query="What should the passages be about?", episode=f"Only this episode. {_EPISODE_HINT}"
    )
    @asks_models()
    async def search(
        self,
        interaction: discord.Interaction[Podcite],
        query: Range[str, 1, 200],
        episode: Transform[str, EpisodeId] | None = None,
    ) -> None:
        """Find passages, best first; no answer is written."""
        scope = await find_episode(interaction, episode, "summary")
        if scope is None:
            return
        library = interaction.client.library
        hits = await library.search(query, scope, MAX_HITS)
        references = SegmentReferences(tuple(hit.key for hit in hits))
        note = _(NOTHING_SIMILAR) if hits and not resembles_hits(query, hits) else ""
        page = await hits_page(library, interaction.guild_id, query, references, note)
        if left_out := await library.left_out(scope):
            page.embed.add_field(name="", value=fit(shown(left_out), MAX_FIELD), inline=False)
        await show_page(interaction, page)

    @app_commands.command()
    @app_commands.describe(show="Only this show")
    @asks_models()
    async def episodes(
        self, interaction: discord.Interaction[Podcite], show: Transform[str, ShowId] | None = None
    ) -> None:
        """List the episodes of this library, newest first."""
        library, guild = interaction.client.library, interaction.guild_id
        private = await answers_privately(interaction)
        listed = await defer_when_valid(
            interaction, library.episodes(Scope(guild, show=show)), private=private
        )
        key = listed[0].show.key if show else 0
        await show_page(interaction, await episode_list_page(library, guild, key, 0))


async def _open_page(interaction: discord.Interaction[Podcite], page: str, episode: str) -> None:
    """Reply with a page of the episode that was typed."""
    scope = await find_episode(interaction, episode, page)
    if scope is not None:
        await reply_with_page(interaction, page, scope)


async def setup(bot: Podcite) -> None:
    """Add the cog and its buttons; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(*CITATION_BUTTONS, PageButton, TopicSelect, JumpButton, *REPLY_BUTTONS)
    await bot.add_cog(Episodes())
