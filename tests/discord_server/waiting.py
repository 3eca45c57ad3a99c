"""Waiting, always bounded, for something to become true of the server."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_AGAIN = 0.05


class Watch:
    """Wakes those who wait when the server changes, and looks again at what isn't the server's own."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._waiters: set[asyncio.Future[None]] = set()

    def changed(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(
        self, find: Callable[[], T | None], what: str | Callable[[], str], seconds: float | None = None
    ) -> T:
        """What `find` gives once it gives something; AssertionError when the patience is at its end."""
        loop = asyncio.get_running_loop()
        limit = self.patience if seconds is None else seconds
        deadline = loop.time() + limit
        while not (found := find()):
            if loop.time() >= deadline:
                words = what if isinstance(what, str) else what()
                raise AssertionError(f"waited {limit:g} s in vain for {words}")
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiters.add(waiter)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waiter, min(LOOK_AGAIN, limit))
            self._waiters.discard(waiter)
        return found
