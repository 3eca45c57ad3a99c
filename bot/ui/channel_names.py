"""Channels by their names, for the log and for refusals, and as mentions."""

import discord


def channel_name(guild: discord.Guild | None, channel: int) -> str:
    """Return a channel as Discord writes it, with its id where the bot can't see it."""
    found = guild.get_channel_or_thread(channel) if guild else None
    return f"#{found.name}" if found else f"channel {channel}"


def mention_channel(channel: int | None) -> str:
    """Return a channel as a message mentions it."""
    return f"<#{channel}>"


def mention_role(role: int | None) -> str:
    """Return a role as a message mentions it; nobody is notified."""
    return f"<@&{role}>"
