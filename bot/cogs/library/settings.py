"""`/library status`, `log` and `settings`: what moderators see and set of their server."""

from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import Range, Transform

from bot.channel_policies import set_policy
from bot.client import Podcite
from bot.cogs.library.recordings import recordings_view
from bot.cogs.library.settings_changes import SettingsChange, changed_settings
from bot.cogs.library.settings_page import show_settings
from bot.cogs.library.status import guild_library
from bot.components.autocomplete import SharedShowId
from bot.permissions import ModeratorGroup, actor_of, guild_of
from bot.ui.language import _, gettext_noop
from bot.ui.library_embeds import log_embed, status_embed
from bot.ui.policy_embeds import policies_embed
from retrieval.models.guilds import Policy, StrongLanguage

Resettable = Literal[
    "everything",
    "moderators",
    "channels",
    "answers",
    "questions",
    "announcements",
    "hidden shows",
    "strong language",
    "tokens",
]
LINKS_REVOKED = gettext_noop(
    "All links to this server's own pages on the site are revoked and no longer work. Members get new links "
    "with new answers, and with “Read [1]” or “Read in context” under earlier ones."
)


class TalkChannel(app_commands.Transformer):
    """A channel in which people can write to the bot, or in whose posts they can."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]

    async def transform(
        self, interaction: discord.Interaction, value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        return value


class LibraryGroup(ModeratorGroup):
    """What moderators see of their server's library, and how they want the bot to behave."""

    @app_commands.command()
    async def status(self, interaction: discord.Interaction[Podcite]) -> None:
        """See what this server's library holds, what is running and what failed."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        state = await guild_library(interaction.client, guild_of(interaction))
        view = recordings_view(state.without_recording)
        await interaction.edit_original_response(embed=status_embed(state), view=view)

    @app_commands.command(name="revoke-links")
    async def revoke_links(self, interaction: discord.Interaction[Podcite]) -> None:
        """Revoke all links that members have to this server's own pages on the site."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        guilds, guild = interaction.client.library.guilds, guild_of(interaction)
        await guilds.revoke_site_links(guild)
        await guilds.record(guild, actor_of(interaction), "revoke links", "site")
        await interaction.edit_original_response(content=_(LINKS_REVOKED))

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
        channel="Add or remove a channel where I answer; with no channel, I answer everywhere",
        answers="Who can see answers",
        questions="How many questions each member may ask…",
        seconds="…within this many seconds",
        announce="Announce new episodes in this channel",
        hide="Hide this shared show in this server",
        unhide="Show this hidden show again",
        language="How strong language is shown in answers that everybody sees",
        word="Treat this word as strong language; if it is on your list already, take it off",
        tokens="The most language model tokens that this server may use in a day",
        reset="Set this back to its default before applying your other options",
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
        language: StrongLanguage | None = None,
        word: Range[str, 2, 40] | None = None,
        tokens: Range[int, 0, 1_000_000_000] | None = None,
        reset: Resettable | None = None,
    ) -> None:
        """See and change how the bot behaves in this server, with menus."""
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
            strong_language=language,
            strong_word=word,
            tokens=tokens,
            reset=reset,
        )
        if change == SettingsChange():
            await show_settings(interaction)
            return
        shared = await interaction.client.library.guilds.shared_shows()
        await show_settings(
            interaction,
            lambda before: changed_settings(before, change, shared),
            resets_policies=reset == "everything",
        )

    @app_commands.command()
    @app_commands.describe(
        channel="The channel; if you leave it out, the one you are in",
        policy="Which messages there I answer: none, those that mention me, or all",
    )
    async def mentions(
        self,
        interaction: discord.Interaction[Podcite],
        channel: Transform[app_commands.AppCommandChannel, TalkChannel] | None = None,
        policy: Policy | None = None,
    ) -> None:
        """See or set which messages in a channel I answer; commands work everywhere."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        guild = guild_of(interaction)
        here = getattr(interaction.channel, "parent_id", None) or interaction.channel_id or 0
        chosen = channel.id if channel else here
        if policy is not None:
            await set_policy(interaction.client, guild, actor_of(interaction), chosen, policy)
        policies = await interaction.client.library.guilds.channel_policies(guild)
        await interaction.edit_original_response(embed=policies_embed(chosen, policies))
