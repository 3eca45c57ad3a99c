"""Parse what feeds' servers send in child processes with a budget: feeds by blocks, other files whole."""

import asyncio
from collections.abc import Callable
from datetime import date
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from retrieval.errors import FeedError
from retrieval.feeds import chapters, feed_in_process, opml
from retrieval.feeds.opml import ListedFeed
from retrieval.models import Chapter
from retrieval.models.feeds import ParsedFeed
from retrieval.texts import Text
from retrieval.untrusted.budgeted_process import Budget, CallSeries, OverBudgetError, ProcessPool

BUDGET = Budget(seconds=20.0, memory=256_000_000)
"""What reading a list of feeds or a chapters file may use; the largest ones take about a second."""

FEED_BUDGET = Budget(seconds=60.0, memory=160_000_000)
"""What parsing a feed may use, without the time that its server takes; the largest take about 5 seconds."""
FEED_PROCESSES = 4
"""Feeds that are parsed at the same time."""
BLOCK_BYTES = 256_000
"""Bytes that are waited for before a process is taken, so that slow servers don't keep them all busy."""
WAIT_SECONDS = 0.05
"""Seconds between two looks for a free process."""

P = ParamSpec("P")
T = TypeVar("T")
_PROCESSES = ProcessPool(1)
_FEED_PROCESSES = ProcessPool(FEED_PROCESSES)


class FetchedFeedParser:
    """Parses a feed in a child process as it is fetched. Methods raise FeedError if it isn't a feed.

    The process is given back at the end of an `async with` block, or by `close`.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self._block = bytearray()
        self._calls: CallSeries | None = None
        self._has_ended = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._give_back()

    async def feed(self, chunk: bytes) -> bool:
        """Take the next bytes, and return whether more are wanted."""
        self._block += chunk
        return len(self._block) < BLOCK_BYTES or await self._parse_block()

    async def close(self) -> ParsedFeed:
        """Return what was read."""
        try:
            if self._block or self._calls is None:
                await self._parse_block()
            return await self._call(feed_in_process.close)
        finally:
            await self._give_back()

    async def _parse_block(self) -> bool:
        block, self._block = bytes(self._block), bytearray()
        if self._calls is None:
            await self._open()
            await self._call(feed_in_process.start, self._today)
        return await self._call(feed_in_process.feed, block)

    async def _open(self) -> None:
        try:
            while not await asyncio.to_thread(self._try_open):  # noqa: ASYNC110 (several loops may wait)
                await asyncio.sleep(WAIT_SECONDS)
        except OSError as error:
            raise FeedError(
                Text("The feed was not read, because no process can be started ({error}).", error=error)
            ) from error

    def _try_open(self) -> bool:
        self._calls = _FEED_PROCESSES.try_open(FEED_BUDGET)
        if self._calls is not None and self._has_ended:  # it was cancelled meanwhile
            self._calls.close()
        return self._calls is not None

    async def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        calls = self._calls
        assert calls is not None  # noqa: S101 (opened before)
        try:
            return await asyncio.to_thread(lambda: calls.call(function, *args, **kwargs))
        except OverBudgetError as error:
            raise FeedError(Text("The feed needs too much time or memory to read.")) from error

    async def _give_back(self) -> None:
        self._has_ended = True
        if self._calls is not None:
            await asyncio.to_thread(self._calls.close)


async def parse_opml(content: bytes) -> tuple[ListedFeed, ...]:
    """Return the feeds of a list, as `opml.parse`. Raises FeedError."""
    return await asyncio.to_thread(_within_budget, opml.parse, content, "That list")


async def parse_chapters(content: bytes) -> tuple[Chapter, ...]:
    """Return an episode's chapters, as `chapters.parse`. Raises FeedError."""
    return await asyncio.to_thread(_within_budget, chapters.parse, content, "The chapters file")


def _within_budget(parse: Callable[[bytes], T], content: bytes, name: str) -> T:
    """Return what a parser makes of a whole file, in a child process that ends when it takes too much."""
    try:
        return _PROCESSES.call(BUDGET, parse, content)
    except OverBudgetError as error:
        raise FeedError(Text("{name} needs too much time or memory to read.", name=name)) from error
    except OSError as error:
        raise FeedError(
            Text("{name} was not read, because no process can be started ({error}).", name=name, error=error)
        ) from error
