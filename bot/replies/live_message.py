"""A message that is edited while work is in progress."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

log = logging.getLogger(__name__)


class LiveMessage:
    """Shows the latest embed in one message, at most once in `pace` seconds; those in between are skipped.

    The first one waits as long: work that is finished by then shows only its result.
    """

    def __init__(self, edit: Callable[[discord.Embed], Awaitable[object]], *, pace: float = 1.0) -> None:
        self._edit = edit
        self._pace = pace
        self._editing = asyncio.Lock()
        self._latest: discord.Embed | None = None
        self._task: asyncio.Task[None] | None = None

    def show(self, embed: discord.Embed) -> None:
        """Note what to show next; return at once."""
        self._latest = embed
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._edit_until_current())

    async def close(self) -> None:
        """Stop editing; afterwards the message belongs to the caller."""
        if self._task is not None:
            # Wait for an edit that is being sent: if cancelled, it might still arrive after the caller's own.
            async with self._editing:
                self._task.cancel()
            await asyncio.wait([self._task])

    async def _edit_until_current(self) -> None:
        await asyncio.sleep(self._pace)
        while (embed := self._latest) is not None:
            self._latest = None
            try:
                async with self._editing:
                    await self._edit(embed)
            except discord.HTTPException as error:
                log.warning("A message could not be updated (status %s, code %s)", error.status, error.code)
                return
            await asyncio.sleep(self._pace)
