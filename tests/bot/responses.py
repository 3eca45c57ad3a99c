"""What people see of a reply, and what the bot sent for it."""

from typing import Any

import discord
from simcord.env import Env
from simcord.results import InteractionResult


def only_embed(result: InteractionResult) -> discord.Embed:
    assert result.response
    (embed,) = result.response.embeds
    return embed


def bodies(env: Env) -> list[dict[str, Any]]:
    """What the bot sent, without the envelopes of callbacks."""
    return [each.json.get("data") or each.json for each in env.http_requests if isinstance(each.json, dict)]


def private_reply(result: InteractionResult) -> str:
    """What only the user saw; nothing else may be left of the reply."""
    shown = [*([result.response] if result.response else []), *result.followups]
    (message,) = shown
    assert message.ephemeral
    return message.content
