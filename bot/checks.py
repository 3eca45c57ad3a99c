"""Who may do what, and how often: the policy of all commands in one place."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import discord
from discord import app_commands

if TYPE_CHECKING:
    from bot.client import Podcite

T = TypeVar("T")


def paced() -> Callable[[T], T]:
    """Limits how often one user may use a command that makes the models work."""
    return app_commands.check(pace)


def pace(interaction: "discord.Interaction[Podcite]") -> bool:
    """Counts a use of the models; raises CommandOnCooldown where there were too many."""
    asked = interaction.created_at.timestamp()
    bucket = interaction.client.cooldowns.get_bucket(interaction, asked)
    if bucket and (retry_after := bucket.update_rate_limit(asked)):
        raise app_commands.CommandOnCooldown(bucket, retry_after)
    return True
