"""Which messages of channels the bot answers, for a server's moderators."""

from collections.abc import Mapping

import discord

from bot.ui.colours import SLATE
from bot.ui.lines import embed_of_lines
from retrieval.models.guilds import DEFAULT_POLICY, Policy

_ANSWERED: dict[Policy, str] = {
    "off": "I answer commands only",
    "on mention": "I answer messages that mention me, and commands",
    "always": "I answer every message, and commands",
}


def policies_embed(channel: int, policies: Mapping[int, Policy]) -> discord.Embed:
    """Return what holds in a channel, and in those others for which something is set."""
    lines = [f"In <#{channel}>: {_ANSWERED[policies.get(channel, DEFAULT_POLICY)]}."]
    lines += [
        f"In <#{other}>: {_ANSWERED[policy]}." for other, policy in policies.items() if other != channel
    ]
    lines.append(f"In all other channels: {_ANSWERED[DEFAULT_POLICY]}.")
    return embed_of_lines("Which messages I answer", lines, SLATE)
