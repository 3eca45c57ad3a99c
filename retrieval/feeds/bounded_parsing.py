"""Parse what feeds' servers send: feeds chunk by chunk in a thread of its own, whole files in a process."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from retrieval.errors import FeedError
from retrieval.feeds import chapters, opml
from retrieval.feeds.opml import ListedFeed
from retrieval.feeds.rss import FeedParser
from retrieval.models import Chapter
from retrieval.models.feeds import ParsedFeed
from retrieval.untrusted.budgeted_process import Budget, OverBudgetError, ProcessPool

BUDGET = Budget(seconds=20.0, memory=256_000_000)
"""What reading a list of feeds or a file of chapters may use; the largest ones take about a second."""

T = TypeVar("T")
_THREAD = ThreadPoolExecutor(1, "feed-parser")
_PROCESSES = ProcessPool(1)


class FetchedFeedParser:
    """Parses a feed as it is fetched. Methods raise FeedError if it isn't a feed; see `FeedParser`."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._parser: FeedParser | None = None

    async def feed(self, chunk: bytes) -> bool:
        """Take the next bytes, and return whether more are wanted."""
        return await asyncio.get_running_loop().run_in_executor(_THREAD, self._feed, chunk)

    async def close(self) -> ParsedFeed:
        """Return what was read."""
        return await asyncio.get_running_loop().run_in_executor(_THREAD, self._close)

    def _feed(self, chunk: bytes) -> bool:
        # lxml's memory is the thread's: a parser that several threads use frees what isn't its own.
        self._parser = self._parser or FeedParser(self._today)
        return self._parser.feed(chunk)

    def _close(self) -> ParsedFeed:
        parser, self._parser = self._parser or FeedParser(self._today), None
        return parser.close()


async def parse_opml(content: bytes) -> tuple[ListedFeed, ...]:
    """Return the feeds of a list, as `opml.parse`. Raises FeedError."""
    return await asyncio.to_thread(_within_budget, opml.parse, content, "That list")


async def parse_chapters(content: bytes) -> tuple[Chapter, ...]:
    """Return an episode's chapters, as `chapters.parse`. Raises FeedError."""
    return await asyncio.to_thread(_within_budget, chapters.parse, content, "The file of chapters")


def _within_budget(parse: Callable[[bytes], T], content: bytes, name: str) -> T:
    """Return what a parser makes of a whole file, in a child process that ends when it takes too much."""
    try:
        return _PROCESSES.call(BUDGET, parse, content)
    except OverBudgetError as error:
        raise FeedError(f"{name} takes more time or memory to read than it should.") from error
    except OSError as error:
        raise FeedError(f"{name} was not read, because no process can be started ({error}).") from error
