"""Which messages of channels the bot answers, for a server's moderators."""

from collections.abc import Mapping

import discord

from bot.ui.channel_names import mention_channel
from bot.ui.colours import SLATE
from bot.ui.language import _, gettext_noop
from bot.ui.lines import embed_of_lines
from retrieval.models.guilds import DEFAULT_POLICY, Policy

_ANSWERED: dict[Policy, str] = {
    "off": gettext_noop("I answer commands only"),
    "on mention": gettext_noop("I answer messages that mention me, and commands"),
    "always": gettext_noop("I answer every message, and commands"),
}


def policies_embed(channel: int, policies: Mapping[int, Policy]) -> discord.Embed:
    """Return what holds in a channel, and in those others for which something is set."""
    lines = [_line(channel, policies.get(channel, DEFAULT_POLICY))]
    lines += [_line(other, policy) for other, policy in policies.items() if other != channel]
    lines.append(_("In all other channels: {what}.", what=_(_ANSWERED[DEFAULT_POLICY])))
    return embed_of_lines(_("Which messages I answer"), lines, SLATE)


def _line(channel: int, policy: Policy) -> str:
    return _("In {channel}: {what}.", channel=mention_channel(channel), what=_(_ANSWERED[policy]))
