"""Where the app was installed: in the server, or only by the user."""

from typing import Any

import discord

MAX_FOLLOW_UPS = 5
"""How many follow-up messages one interaction may have where the app isn't installed: Discord's limit."""


def is_brought_along(interaction: discord.Interaction[Any]) -> bool:
    """Return whether only the user has installed the app: the bot itself isn't in this channel."""
    return (
        interaction.is_user_integration()
        and not interaction.is_guild_integration()
        and not interaction.context.dm_channel
    )


def forget_foreign_guild(interaction: discord.Interaction[Any]) -> None:
    """Treat an interaction of an app that only the user has installed as one without a server.

    It then sees only the shared shows, never those of the server in which it happens.
    """
    if interaction.guild_id is not None and is_brought_along(interaction):
        interaction.guild_id = None
