"""Who may do what, where, and how often: the policy of all commands in one place."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import app_commands

from retrieval.errors import PodciteError
from retrieval.guilds import Actor, GuildSettings

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)

T = TypeVar("T")
# Discord waits three seconds for the first reply.
PATIENCE = 1.5


class RefusedError(app_commands.CheckFailure):
    """What somebody may not do here; the message is the sentence that they hear."""


def paced() -> Callable[[T], T]:
    """For commands that make the models work: where, and how often, one user may use them."""
    return app_commands.check(pace)


async def pace(interaction: "discord.Interaction[Podcite]") -> bool:
    """Counts a use of the models.

    Raises RefusedError where the bot isn't to answer, CommandOnCooldown where there were too many.
    """
    settings = await _settings(interaction) or GuildSettings()
    _refuse_elsewhere(interaction, settings)
    asked = interaction.created_at.timestamp()
    cooldowns = interaction.client.cooldowns_of(settings.questions, settings.seconds)
    bucket = cooldowns.get_bucket(interaction, asked)
    if bucket and (retry_after := bucket.update_rate_limit(asked)):
        raise app_commands.CommandOnCooldown(bucket, retry_after)
    return True


async def private(interaction: "discord.Interaction[Podcite]") -> bool:
    """Whether answers here are seen by whoever asked only; they are where nobody can say."""
    settings = await _settings(interaction)
    return settings is None or settings.private


async def _settings(interaction: "discord.Interaction[Podcite]") -> GuildSettings | None:
    """The server's settings, or nothing where they can't be had before Discord wants its reply."""
    return await _in_time(interaction.client.library.guilds.settings(interaction.guild_id))


async def _in_time(work: Awaitable[T]) -> T | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await work
    except (TimeoutError, PodciteError) as error:
        log.warning("A server's settings and log can't be used in time (%s)", type(error).__name__)
        return None


async def is_moderator(interaction: "discord.Interaction[Podcite]") -> bool:
    """What Discord itself says, in this interaction, of whoever acts; False in private messages."""
    guild, member = interaction.guild_id, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return False
    if interaction.permissions.manage_guild or interaction.permissions.administrator:
        return True
    settings = await _settings(interaction)
    role = settings.moderator_role if settings else None
    return role is not None and member.get_role(role) is not None


async def check_moderator(interaction: "discord.Interaction[Podcite]", action: str) -> int:
    """The guild that whoever acts is a moderator of.

    Raises RefusedError, and notes it in the log, where they are none.
    """
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    guild = interaction.guild_id
    if await is_moderator(interaction):
        return guild
    guilds = interaction.client.library.guilds
    await _in_time(guilds.record_refusal(guild, actor(interaction), action))
    raise RefusedError("Only moderators may do that: who has Manage Server, or the role that was set for it.")


def actor(interaction: discord.Interaction[Any]) -> Actor:
    """Whoever acts, for the log."""
    return Actor(interaction.user.id, interaction.user.name)


def _refuse_elsewhere(interaction: discord.Interaction[Any], settings: GuildSettings) -> None:
    here = {interaction.channel_id, getattr(interaction.channel, "parent_id", None)}
    if settings.answer_channels and not here & set(settings.answer_channels):
        raise RefusedError("I don't answer in this channel; this server's moderators chose others for that.")
