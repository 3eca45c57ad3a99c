"""`/ask`: a question, and the answer with its proofs."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.checks import paced
from bot.ui.autocomplete import EpisodeId
from bot.ui.embeds import answer, growing
from bot.ui.live import LiveMessage
from bot.ui.views import answer_view
from retrieval.errors import ModelError
from retrieval.models import Answer, Scope, Sentence

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)
# Discord takes no answer after 15 minutes.
LONGEST_WAIT = 14 * 60.0
QUIET = discord.AllowedMentions.none()


class Ask(commands.Cog):
    """Questions."""

    def __init__(self, bot: "Podcite") -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(
        question="What would you like to know?",
        episode="Look in this episode only: type its number, title, guest or date",
    )
    @paced()
    async def ask(
        self,
        interaction: "discord.Interaction[Podcite]",
        question: Range[str, 3, 500],
        episode: Transform[str, EpisodeId] | None = None,
    ) -> None:
        """Ask the podcasts; every sentence of the answer links to where it was said."""
        await interaction.response.defer(thinking=True)
        scope = Scope(guild=interaction.guild_id, episode=episode)
        try:
            async with asyncio.timeout(LONGEST_WAIT), self.bot.turns.turn(interaction.user.id):
                found = await self._found(interaction, question, scope)
        except TimeoutError as error:
            raise ModelError("The answer took too long; please ask again later.") from error
        self.bot.replying(interaction)
        await _reply(interaction, found)

    async def _found(self, interaction: discord.Interaction, question: str, scope: Scope) -> Answer:
        shown: list[Sentence] = []
        live = LiveMessage(
            lambda embed: interaction.edit_original_response(embed=embed, allowed_mentions=QUIET),
            pace=self.bot.pace,
        )

        async def show(sentence: Sentence) -> None:
            shown.append(sentence)
            live.show(growing(question, shown))

        try:
            found = await self.bot.library.ask(question, scope, on_sentence=show)
        finally:
            await live.close()
        log.info("%s with %d sentences in %.1f s", found.status, len(found.sentences), found.seconds.total)
        return found


async def _reply(interaction: discord.Interaction, found: Answer) -> None:
    first, *rest = answer(found)
    view = answer_view(found)
    await interaction.edit_original_response(embed=first, view=view, allowed_mentions=QUIET)
    for embed in rest:
        await interaction.followup.send(embed=embed, allowed_mentions=QUIET)


async def setup(bot: "Podcite") -> None:
    """Loads this module's commands, as discord.py asks of an extension."""
    await bot.add_cog(Ask(bot))
