"""The shared store of a single process: budgets in the catalog, the rest in memory."""

import asyncio
from collections import defaultdict
from functools import partial
from typing import NamedTuple

from cachetools import TLRUCache

from retrieval.catalog.usage_store import UsageStore
from retrieval.concurrency import Threads
from retrieval.models.budgets import Account, Budget, Spending
from retrieval.models.usage import Usage

MAX_COUNTS = 50_000
"""How many keys are counted at the same time; the oldest are forgotten first."""
MAX_KEPT_BYTES = 16_000_000
"""How many bytes of values are kept; those that were not read for the longest time go first."""


class _Window(NamedTuple):
    """When a key's time ends (Unix time), and how often it was used in it."""

    end: float
    uses: int


class _Kept(NamedTuple):
    value: bytes
    seconds: float


class ProcessStore:
    """Implements `SharedStore` for a process that shares nothing but its catalog.

    What is set aside for questions in progress is in memory: after a crash, nothing is in progress. All but
    reading and writing the catalog happens in the event loop, so that no account is locked meanwhile.
    """

    def __init__(self, usage: UsageStore, threads: Threads) -> None:
        self._usage, self._threads = usage, threads
        self._windows: dict[str, _Window] = {}
        self._kept: TLRUCache[tuple[str, str], _Kept] = TLRUCache(
            MAX_KEPT_BYTES,
            ttu=lambda _, kept, now: now + kept.seconds,
            getsizeof=lambda kept: len(kept.value),
        )
        self._reserved: defaultdict[Account, Spending] = defaultdict(Spending)
        self._settled = 0

    async def count(self, key: str, most: int, seconds: float, at: float) -> float:
        window = self._windows.get(key)
        if window is None or window.end <= at:
            self._windows.pop(key, None)
            self._make_room(at)
            self._windows[key] = _Window(at + seconds, 1)
            return 0.0
        if window.uses >= most:
            return window.end - at
        self._windows[key] = window._replace(uses=window.uses + 1)
        return 0.0

    async def reserve(self, account: Account, amount: Spending, budget: Budget) -> bool:
        spent = Spending()
        while budget.is_limited:
            settled = self._settled
            spent = await self.spent(account)
            if settled == self._settled:
                break  # or what was settled meanwhile would be counted neither here nor there
        if (spent + self._reserved.get(account, Spending())).uses_up(budget):
            return False
        self._reserved[account] += amount
        return True

    async def settle(self, account: Account, amount: Spending, usage: Usage, questions: int = 1) -> None:
        if not usage.requests:
            self._free(account, amount)
            return
        work = self._threads.background.submit(partial(self._usage.add, account, usage, questions))
        adding = asyncio.wrap_future(work)
        adding.add_done_callback(lambda _: self._free(account, amount))
        await asyncio.shield(adding)

    async def spent(self, account: Account) -> Spending:
        return await self._threads.lookups.run(self._usage.spent, account)

    async def read(self, group: str, key: str) -> bytes | None:
        kept = self._kept.get((group, key))
        return kept.value if kept else None

    async def keep(self, group: str, key: str, value: bytes, seconds: float) -> None:
        if len(value) <= MAX_KEPT_BYTES:
            self._kept[group, key] = _Kept(value, seconds)

    async def drop(self, group: str) -> None:
        for key in [key for key in self._kept if key[0] == group]:
            self._kept.pop(key, None)

    def _make_room(self, at: float) -> None:
        if len(self._windows) < MAX_COUNTS:
            return
        self._windows = {key: window for key, window in self._windows.items() if window.end > at}
        while len(self._windows) >= MAX_COUNTS:
            del self._windows[next(iter(self._windows))]

    def _free(self, account: Account, amount: Spending) -> None:
        self._settled += 1
        left = self._reserved[account] - amount
        if left.tokens > 0:
            self._reserved[account] = left
        else:
            del self._reserved[account]
