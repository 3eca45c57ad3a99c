"""Channels by their names, for the log and for refusals."""

import discord


def channel_name(guild: discord.Guild | None, channel: int) -> str:
    """Return a channel as Discord writes it, with its id where the bot can't see it."""
    found = guild.get_channel_or_thread(channel) if guild else None
    return f"#{found.name}" if found else f"channel {channel}"
