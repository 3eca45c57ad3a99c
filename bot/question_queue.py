"""The queue of questions: a few are answered at the same time, never two of one user."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class QuestionQueue:
    """Lets `concurrency` questions run at the same time, never two of one user; the others wait in order.

    A user's later questions wait for the earlier one before they join the queue of all users, so nobody
    holds more than one place in it, however many questions they send.
    """

    def __init__(self, concurrency: int) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._users: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def slot(self, user: int) -> AsyncIterator[None]:
        """Wait for a slot for this user's question and hold it."""
        lock = self._users.setdefault(user, asyncio.Lock())
        async with lock, self._slots:
            yield
