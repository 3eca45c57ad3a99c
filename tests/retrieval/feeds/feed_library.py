"""A library with its feeds at a time that a test sets, and the loopback server that it trusts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from retrieval.concurrency import Threads
from retrieval.feeds.subscriptions import Subscriptions
from retrieval.fetching.fetcher import Fetcher, FetchLimits
from retrieval.models import Scope
from retrieval.models.feeds import PollReport
from tests.retrieval.feeds import feed_server
from tests.retrieval.feeds.feed_server import FeedServer, rss_feed
from tests.retrieval.indexing import IndexParts, open_parts, transcript

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
START = datetime(2026, 7, 1, 12, tzinfo=UTC)


@dataclass
class FeedLibrary:
    """A library at a time that the test sets, and a server that it trusts."""

    server: FeedServer
    parts: IndexParts
    time: datetime = START
    feeds: Subscriptions = field(init=False)

    def __post_init__(self) -> None:
        fetcher = Fetcher([self.server.host], limits=FetchLimits(seconds=5, idle=2))
        self.feeds = Subscriptions(
            self.parts.catalog, fetcher, lambda: self.parts.indexer, Threads(), now=lambda: self.time
        )

    def set_items(self, *items: str, title: str = "The Hive") -> None:
        self.server.holds("/feed", rss_feed(*items, title=title), feed_server.FEED)

    def set_transcript(self, number: int, *topics: str) -> None:
        self.server.holds(f"/t/{number}.srt", transcript(*topics))

    async def subscribe(self, guild: int | None = None, latest: int = 20) -> int:
        return (await self.feeds.add(self.server.url("/feed"), guild, latest=latest)).feed.id

    async def poll(self, guild: int | None = None, *, due_only: bool = True) -> PollReport:
        (report,) = await self.feeds.poll(guild, due_only=due_only)
        return report

    def episodes(self, guild: int | None = None) -> list[str]:
        return sorted(episode.id for episode in self.parts.catalog.episodes(Scope(guild)))


def open_feed_library(home: Path, server: FeedServer) -> FeedLibrary:
    return FeedLibrary(server, open_parts(home))
