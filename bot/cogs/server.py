"""`/library`, for moderators alone, and what it tells and sets of their server."""

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.app_commands import Range, Transform

from bot.checks import actor, check_moderator
from bot.server_settings import Wishes, changed, settings_after
from bot.ui import work
from bot.ui.shows import SharedShow
from retrieval.models import Scope

if TYPE_CHECKING:
    from bot.client import Podcite

Resettable = Literal[
    "everything", "moderators", "channels", "answers", "questions", "announcements", "hidden shows"
]
QUIET = discord.AllowedMentions.none()


class ModeratorGroup(app_commands.Group):
    """Commands, also of groups inside it, that the handler lets moderators alone run."""

    async def interaction_check(self, interaction: "discord.Interaction[Podcite]", /) -> bool:  # type: ignore[override]
        name = interaction.command.qualified_name if interaction.command else self.name
        await check_moderator(interaction, f"/{name}")
        return True


class LibraryGroup(ModeratorGroup):
    """What moderators see of their server's library, and how they want the bot to behave."""

    @app_commands.command()
    async def status(self, interaction: "discord.Interaction[Podcite]") -> None:
        """What this server's library holds, what goes on, and what failed."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        library, guild = interaction.client.library, guild_of(interaction)
        page = work.status_page(
            await library.episodes(Scope(guild)),
            guild,
            await library.status(),
            await library.guilds.unfinished_jobs(guild),
            await library.guilds.audit_log(guild, 100),
            await library.feeds.for_guild(guild),
        )
        await interaction.edit_original_response(embed=page, allowed_mentions=QUIET)

    @app_commands.command()
    @app_commands.describe(lines="How many entries")
    async def log(self, interaction: "discord.Interaction[Podcite]", lines: Range[int, 1, 50] = 15) -> None:
        """Who did what with this server's library, newest first."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        entries = await interaction.client.library.guilds.audit_log(guild_of(interaction), lines)
        await interaction.edit_original_response(embed=work.log_page(entries), allowed_mentions=QUIET)

    @app_commands.command()
    @app_commands.describe(
        moderators="Who has this role is a moderator, beside who has Manage Server",
        channel="Answer in this channel; said again, no longer. With none, everywhere",
        answers="Who sees answers",
        questions="How many questions one user may ask…",
        seconds="…in so many seconds",
        announce="Announce new episodes in this channel",
        hide="Hide this show of the host's here",
        unhide="Show it again",
        reset="Set this back, before what else you say here",
    )
    async def settings(
        self,
        interaction: "discord.Interaction[Podcite]",
        moderators: discord.Role | None = None,
        channel: discord.TextChannel | None = None,
        answers: Literal["seen by everybody", "seen by whoever asked"] | None = None,
        questions: Range[int, 1, 100] | None = None,
        seconds: Range[int, 1, 3600] | None = None,
        announce: discord.TextChannel | None = None,
        hide: Transform[str, SharedShow] | None = None,
        unhide: Transform[str, SharedShow] | None = None,
        reset: Resettable | None = None,
    ) -> None:
        """See or change how the bot behaves in this server."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        guilds, guild = interaction.client.library.guilds, guild_of(interaction)
        private = None if answers is None else answers == "seen by whoever asked"
        wishes = Wishes(moderators, channel, private, questions, seconds, announce, hide, unhide, reset)
        before, shared = await guilds.settings(guild), await guilds.shared_shows()
        now = settings_after(wishes, before, shared)
        if now != before:
            await guilds.save_settings(guild, now)
            await guilds.record(guild, actor(interaction), "settings", changed(before, now))
        page = work.settings_page(now, shared, interaction.client.cooldown)
        await interaction.edit_original_response(embed=page, allowed_mentions=QUIET)


def guild_of(interaction: discord.Interaction) -> int:
    """The guild of a command that only guilds have."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild_id
