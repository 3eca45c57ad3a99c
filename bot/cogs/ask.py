"""`/ask`: a question, and the answer with its proofs."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.components.autocomplete import EpisodeId
from bot.permissions import paced, private
from bot.replies.answer import reply_with_answer
from retrieval.models import Scope

if TYPE_CHECKING:
    from bot.client import Podcite


class Ask(commands.Cog):
    """Questions."""

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
        await interaction.response.defer(thinking=True, ephemeral=await private(interaction))
        await reply_with_answer(interaction, question, Scope(guild=interaction.guild_id, episode=episode))


async def setup(bot: "Podcite") -> None:
    """Loads this module's commands, as discord.py asks of an extension."""
    await bot.add_cog(Ask())
