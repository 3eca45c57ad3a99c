"""`/ask`: a question, and the answer with its citations; `/help`: what can be asked."""

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.client import Podcite
from bot.components.ask_again import AskAgainButton, keeps_question
from bot.components.autocomplete import EpisodeId
from bot.components.citations import CITATION_BUTTONS
from bot.permissions import answers_privately, reads_page
from bot.replies.answer import reply_with_answer, reply_with_help
from bot.replies.deferring import defer_when_valid
from retrieval.models import Scope


class Ask(commands.Cog):
    """Questions."""

    @app_commands.command()
    @app_commands.describe(
        question="What would you like to know?",
        episode="Only this episode: type its number, title, guest or date",
    )
    @keeps_question()
    async def ask(
        self,
        interaction: discord.Interaction[Podcite],
        question: Range[str, 1, 500],
        episode: Transform[str, EpisodeId] | None = None,
    ) -> None:
        """Ask the podcasts a question; every sentence of the answer links to where it was said."""
        scope, private = Scope(interaction.guild_id, episode=episode), await answers_privately(interaction)
        if episode is None:
            await interaction.response.defer(thinking=True, ephemeral=private)
        else:
            found = interaction.client.library.find_episodes(episode, scope)
            await defer_when_valid(interaction, found, ephemeral=private)
        await reply_with_answer(interaction, question, scope)

    @app_commands.command()
    @reads_page()
    async def help(self, interaction: discord.Interaction[Podcite]) -> None:
        """See what you can ask, with commands to click."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await reply_with_help(interaction)


async def setup(bot: Podcite) -> None:
    """Add the cog and its buttons; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(*CITATION_BUTTONS, AskAgainButton)
    await bot.add_cog(Ask())
