"""Who may do what, and where: the permission policy of all commands and buttons."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.client import Podcite
from bot.errors import RefusedError
from bot.reader_language import speak_to_everybody, speak_to_user
from bot.ui.permission_names import permission_name
from bot.ui.strong_language import Wording, show_strong_language
from retrieval.errors import PodciteError
from retrieval.models.guilds import Actor, GuildSettings
from retrieval.texts import Text

log = logging.getLogger(__name__)

T = TypeVar("T")
WRITING = ("view_channel", "send_messages", "embed_links")
"""The permissions that the bot needs to write in a channel; each depends on those before it."""
MAX_NAMED = 5
"""How many of the channels in which the bot answers a refusal names."""
SETTINGS_TIMEOUT = 1.5
"""How long a command waits for its server's settings, in seconds; Discord waits 3 for the first reply."""


def asks_models() -> Callable[[T], T]:
    """Decorate a command that members run: check the channel and the user's cooldown of questions."""
    return app_commands.check(check_may_ask)


def reads_page() -> Callable[[T], T]:
    """Decorate a command that shows a page and asks no model: check the channel and the cooldown of pages."""
    return app_commands.check(check_may_read)


async def check_may_ask(interaction: discord.Interaction[Podcite]) -> bool:
    """Return True, and count a question of the user.

    Raises RefusedError in a channel where the bot isn't to answer, and CommandOnCooldown where the user has
    asked too often.
    """
    settings = await _settings(interaction) or GuildSettings()
    _check_channel(interaction, settings)
    await interaction.client.cooldowns.count_question(interaction, settings.questions, settings.seconds)
    return True


async def check_may_read(interaction: discord.Interaction[Podcite]) -> bool:
    """Return True, and count a page that the user turns to. Raises what `check_may_ask` raises."""
    settings = await _settings(interaction) or GuildSettings()
    _check_channel(interaction, settings)
    await interaction.client.cooldowns.count_page(interaction, settings.questions, settings.seconds)
    return True


async def check_channel(interaction: discord.Interaction[Podcite]) -> None:
    """Raise RefusedError in a channel where the bot isn't to answer."""
    _check_channel(interaction, await _settings(interaction) or GuildSettings())


async def answers_privately(interaction: discord.Interaction[Podcite]) -> bool:
    """Return whether only the asker sees answers here; True where the settings can't be read in time.

    What is rendered after that for everybody shows strong language as the server wants it.
    """
    settings = await _settings(interaction)
    is_private = settings is None or settings.private
    if not is_private:
        speak_to_everybody(interaction)
        _choose_wording(interaction, settings or GuildSettings())
    return is_private


async def answers_in_public(interaction: discord.Interaction[Podcite]) -> None:
    """Note that everybody sees what is rendered from now on, so that strong language is shown accordingly."""
    speak_to_everybody(interaction)
    _choose_wording(interaction, await _settings(interaction) or GuildSettings())


def _choose_wording(interaction: discord.Interaction[Podcite], settings: GuildSettings) -> None:
    """Show strong language as the server wants it in the channel; as it is in private messages."""
    if interaction.guild_id is not None:
        show_strong_language(wording_in(interaction.channel, settings))


def wording_in(channel: object, settings: GuildSettings) -> Wording:
    """Return how a server's channel shows strong language: as it is where it is age-restricted."""
    if getattr(channel, "nsfw", False):
        return Wording()
    return Wording(settings.strong_language, settings.strong_words)


async def defer_reply(interaction: discord.Interaction[Podcite], *, private: bool) -> None:
    """Say that a reply follows, which only the user sees if `private`; `is_private` remembers that."""
    if private:
        speak_to_user(interaction)
    await interaction.response.defer(thinking=True, ephemeral=private)
    interaction.extras["private"] = private


def is_private(interaction: discord.Interaction[Any]) -> bool:
    """Return whether only the user sees the reply that was deferred, in a channel that others see too."""
    return bool(interaction.extras.get("private")) and interaction.guild_id is not None


async def is_moderator(interaction: discord.Interaction[Podcite]) -> bool:
    """Return whether the user moderates the server, by what Discord says in this interaction."""
    member = interaction.user
    if interaction.guild_id is None or not isinstance(member, discord.Member):
        return False
    if interaction.permissions.manage_guild or interaction.permissions.administrator:
        return True
    settings = await _settings(interaction)
    role = settings.moderator_role if settings else None
    return role is not None and member.get_role(role) is not None


async def check_moderator(interaction: discord.Interaction[Podcite], action: str) -> int:
    """Return the id of the guild that the user moderates.

    Raises NoPrivateMessage outside a guild. Raises RefusedError, and notes it in the audit log, for others.
    """
    guild = guild_of(interaction)
    if await is_moderator(interaction):
        return guild
    await _in_time(interaction.client.library.guilds.record_refusal(guild, actor_of(interaction), action))
    raise RefusedError(
        "Only moderators can do that: members with Manage Server or with the role for moderators."
    )


class ModeratorGroup(app_commands.Group):
    """Commands, and groups of commands, that only moderators may run."""

    async def interaction_check(self, interaction: discord.Interaction[Podcite], /) -> bool:  # type: ignore[override]
        name = interaction.command.qualified_name if interaction.command else self.name
        await check_moderator(interaction, f"/{name}")
        return True


def missing_permission(client: discord.Client, guild_id: int, channel_id: int) -> str:
    """Return the name of a permission without which the bot can't write in a channel; empty if it can.

    Discord denies all others where a member lacks one of the earlier ones, so one is named at a time.
    """
    guild = client.get_guild(guild_id)
    if guild is None:
        return ""
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None:  # deleted, or hidden from the bot
        return permission_name("view_channel")
    held = channel.permissions_for(guild.me)
    missing = [name for name in WRITING if not getattr(held, name)]
    return permission_name(missing[0]) if missing else ""


def actor_of(interaction: discord.Interaction[Any]) -> Actor:
    """Return the user as the audit log names them."""
    return Actor(interaction.user.id, interaction.user.name)


def guild_of(interaction: discord.Interaction[Any]) -> int:
    """Return the id of the guild. Raises NoPrivateMessage in private messages."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild_id


async def _settings(interaction: discord.Interaction[Podcite]) -> GuildSettings | None:
    return await _in_time(interaction.client.library.guilds.settings(interaction.guild_id))


async def _in_time(work: Awaitable[T]) -> T | None:
    """Return the result; None where it fails or comes too late for Discord's first reply."""
    try:
        async with asyncio.timeout(SETTINGS_TIMEOUT):
            return await work
    except (TimeoutError, PodciteError) as error:
        log.warning("A server's settings and log can't be used in time (%s)", type(error).__name__)
        return None


def _check_channel(interaction: discord.Interaction[Any], settings: GuildSettings) -> None:
    here = {interaction.channel_id, getattr(interaction.channel, "parent_id", None)}
    if not settings.answer_channels or here & set(settings.answer_channels):
        return
    guild = interaction.guild
    channels = [guild.get_channel_or_thread(id_) for id_ in settings.answer_channels] if guild else []
    names = ", ".join(f"#{channel.name}" for channel in channels[:MAX_NAMED] if channel)
    raise RefusedError(
        Text(
            "I don't answer in this channel; this server's moderators have chosen these channels: {names}.",
            names=names,
        )
        if names
        else Text("I don't answer in this channel; please ask in one that the moderators have chosen.")
    )
