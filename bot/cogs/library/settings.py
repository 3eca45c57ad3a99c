"""`/library status`, `log` and `settings`: what moderators see and set of their server."""

from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import Range, Transform

from bot.client import Podcite
from bot.cogs.library.settings_changes import SettingsChange, changed_settings, describe_changes
from bot.components.autocomplete import SharedShowId
from bot.permissions import ModeratorGroup, actor_of, guild_of
from bot.ui.library_embeds import GuildLibrary, log_embed, settings_embed, status_embed
from retrieval.models import Scope

Resettable = Literal[
    "everything", "moderators", "channels", "answers", "questions", "announcements", "hidden shows"
]
LINKS_REVOKED = (
    "All links to this server's own pages on the site are revoked and no longer work. Members get new links "
    "with new answers, and with “Read in context” under earlier ones."
)
STATUS_ENTRIES = 100
"""Audit log entries among which the status looks for the last runs."""


class LibraryGroup(ModeratorGroup):
    """What moderators see of their server's library, and how they want the bot to behave."""

    @app_commands.command()
    async def status(self, interaction: discord.Interaction[Podcite]) -> None:
        """See what this server's library holds, what is running and what failed."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        library, guild = interaction.client.library, guild_of(interaction)
        state = GuildLibrary(
            guild,
            episodes=await library.episodes(Scope(guild)),
            jobs=await library.guilds.unfinished_jobs(guild),
            entries=await library.guilds.audit_log(guild, STATUS_ENTRIES),
            feeds=await library.feeds.for_guild(guild),
            quota_usage=await library.guilds.usage(guild),
            model=await library.chat_model.describe(),
            model_usage=await library.chat_model.usage(guild),
        )
        await interaction.edit_original_response(embed=status_embed(state, await library.status()))

    @app_commands.command(name="revoke-links")
    async def revoke_links(self, interaction: discord.Interaction[Podcite]) -> None:
        """Revoke all links that members have to this server's own pages on the site."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        guilds, guild = interaction.client.library.guilds, guild_of(interaction)
        await guilds.revoke_site_links(guild)
        await guilds.record(guild, actor_of(interaction), "revoke links", "site")
        await interaction.edit_original_response(content=LINKS_REVOKED)

    @app_commands.command()
    @app_commands.describe(lines="How many entries to show")
    async def log(self, interaction: discord.Interaction[Podcite], lines: Range[int, 1, 50] = 15) -> None:
        """See who did what with this server's library, newest first."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        entries = await interaction.client.library.guilds.audit_log(guild_of(interaction), lines)
        await interaction.edit_original_response(embed=log_embed(entries))

    @app_commands.command()
    @app_commands.describe(
        moderators="Members with this role count as moderators, in addition to Manage Server",
        channel="Add a channel to those I answer in, or take it out; with none, I answer everywhere",
        answers="Who can see answers",
        questions="How many questions one member may ask…",
        seconds="…within this many seconds",
        announce="Announce new episodes in this channel",
        hide="Hide this shared show in this server",
        unhide="Show this hidden show again",
        reset="Reset this to its default; your other options apply after that",
    )
    async def settings(
        self,
        interaction: discord.Interaction[Podcite],
        moderators: discord.Role | None = None,
        channel: discord.TextChannel | None = None,
        answers: Literal["seen by everybody", "seen only by the person who asks"] | None = None,
        questions: Range[int, 1, 100] | None = None,
        seconds: Range[int, 1, 3600] | None = None,
        announce: discord.TextChannel | None = None,
        hide: Transform[str, SharedShowId] | None = None,
        unhide: Transform[str, SharedShowId] | None = None,
        reset: Resettable | None = None,
    ) -> None:
        """See or change how the bot behaves in this server."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        change = SettingsChange(
            moderators=moderators,
            channel=channel,
            private=None if answers is None else answers == "seen only by the person who asks",
            questions=questions,
            seconds=seconds,
            announce=announce,
            hide=hide,
            unhide=unhide,
            reset=reset,
        )
        await _apply(interaction, change)


async def _apply(interaction: discord.Interaction[Podcite], change: SettingsChange) -> None:
    """Store the changed settings, log the change, and show all settings."""
    guilds, guild = interaction.client.library.guilds, guild_of(interaction)
    before, shared = await guilds.settings(guild), await guilds.shared_shows()
    settings = changed_settings(before, change, shared)
    if settings != before:
        await guilds.save_settings(guild, settings, before)
        await guilds.record(guild, actor_of(interaction), "settings", describe_changes(before, settings))
    embed = settings_embed(settings, shared, interaction.client.cooldowns.default)
    await interaction.edit_original_response(embed=embed)
