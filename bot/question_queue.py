"""Whose question is worked on now."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """Lets `at_once` questions run together, never two of one user; the others wait in line.

    As a user's later questions wait for the earlier one before they join the line of all users, nobody
    holds more than one place in it, however many questions they send.
    """

    def __init__(self, at_once: int) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._users: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, user: int) -> AsyncIterator[None]:
        """Waits for the user's turn and holds it."""
        lock = self._users.setdefault(user, asyncio.Lock())
        async with lock, self._places:
            yield
