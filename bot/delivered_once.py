"""Drop what Discord delivers again, before anything counts or answers it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import discord
from cachetools import TTLCache

if TYPE_CHECKING:
    from discord.types.gateway import InteractionCreateEvent

log = logging.getLogger(__name__)

MAX_DELIVERED, DELIVERED_SECONDS = 50_000, 15 * 60.0
"""How many interactions are remembered, and for how long; afterwards Discord takes no answer."""


def take_interactions_once(client: discord.Client) -> None:
    """Let a client take each command, completion, button and form once, by its id.

    Discord may deliver one again after a resume. discord.py has no check that sees them all before their
    callbacks, so this one stands before its parser of the event.
    """
    parsers = client._connection.parsers
    parsers["INTERACTION_CREATE"] = _once(parsers["INTERACTION_CREATE"])


def _once(parse: Callable[[InteractionCreateEvent], None]) -> Callable[[InteractionCreateEvent], None]:
    delivered: TTLCache[int | str, bool] = TTLCache(MAX_DELIVERED, DELIVERED_SECONDS)

    def take(data: InteractionCreateEvent) -> None:
        if data["id"] in delivered:
            log.info("An interaction was delivered twice; it is answered once")
            return
        delivered[data["id"]] = True
        parse(data)

    return take
