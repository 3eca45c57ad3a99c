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

    def predicate(interaction: "discord.Interaction[Podcite]") -> bool:
        cooldowns = interaction.client.cooldowns
        bucket = cooldowns.get_bucket(interaction)
        retry_after = cooldowns.update_rate_limit(interaction, interaction.created_at.timestamp())
        if bucket and retry_after:
            raise app_commands.CommandOnCooldown(bucket, retry_after)
        return True

    return app_commands.check(predicate)
