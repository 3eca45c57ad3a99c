"""Parse what feeds' servers send in a thread of its own: feeds and lists chunk by chunk, as lxml needs it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from retrieval.feeds import chapters, opml
from retrieval.feeds.opml import ListedFeed
from retrieval.feeds.rss import FeedParser
from retrieval.models import Chapter
from retrieval.models.feeds import ParsedFeed

_THREAD = ThreadPoolExecutor(1, "feed-parser")


class FetchedFeedParser:
    """Parses a feed as it is fetched. Methods raise FeedError where it is no feed; see `FeedParser`."""

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
    return await asyncio.get_running_loop().run_in_executor(_THREAD, opml.parse, content)


async def parse_chapters(content: bytes) -> tuple[Chapter, ...]:
    """Return an episode's chapters, as `chapters.parse`. Raises FeedError."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, chapters.parse, content)
