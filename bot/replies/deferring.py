"""Defer a public reply once the typed values are known to be valid."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import discord

from bot.client import Podcite
from bot.permissions import defer_reply

T = TypeVar("T")
VALIDATION_SECONDS = 0.7
"""Longest check of a command's values before its reply, in seconds; replies come within a second."""


async def defer_when_valid(
    interaction: discord.Interaction[Podcite], work: Awaitable[T], *, private: bool = False
) -> T:
    """Return the result of work that looks up what was typed, and defer the reply.

    If the work fails in time, the reply isn't deferred yet: the error is shown in one private reply, and
    nobody else sees anything. Raises what the work raises.
    """
    looking_up = asyncio.ensure_future(work)
    try:
        passed = (discord.utils.utcnow() - interaction.created_at).total_seconds()
        await asyncio.wait(
            [looking_up], timeout=min(max(0.0, VALIDATION_SECONDS - passed), VALIDATION_SECONDS)
        )
        if looking_up.done():
            looking_up.result()
        await defer_reply(interaction, private=private)
        return await looking_up
    finally:
        looking_up.cancel()
