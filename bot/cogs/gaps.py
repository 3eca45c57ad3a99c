"""`/stats`, and the buttons and forms of gaps and pins."""

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from bot.client import Podcite
from bot.components.forms import form_of
from bot.components.gap_items import GAP_ITEMS, days_kept
from bot.components.gaps import GAP_FORMS
from bot.permissions import check_moderator
from bot.replies.stats import reply_with_stats


class Gaps(commands.Cog):
    """What moderators see of their server's questions."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Podcite]) -> None:
        """Handle the forms of pins; commands and buttons have their own ways."""
        if form := form_of(interaction, GAP_FORMS):
            await form.handle(interaction)

    # The default permission only decides what Discord's interface offers; the command itself checks.
    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(days="How many days back to look")
    async def stats(self, interaction: discord.Interaction[Podcite], days: Range[int, 1, 365] = 30) -> None:
        """For moderators: see how many questions there were, how they ended, and what they cost."""
        guild = await check_moderator(interaction, "/stats")
        days = days_kept(interaction, days)
        await interaction.response.defer(thinking=True, ephemeral=True)
        await reply_with_stats(interaction, guild, days)


async def setup(bot: Podcite) -> None:
    """Add the cog and its buttons; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(*GAP_ITEMS)
    await bot.add_cog(Gaps())
