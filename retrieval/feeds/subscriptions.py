"""Subscriptions to podcast feeds: what a guild, or the host for all, lets the library fetch by itself."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.errors import BadRequestError, FeedError, FetchError
from retrieval.feeds import rss, xml
from retrieval.feeds.poller import Poller
from retrieval.fetching.fetcher import FEED, TRANSCRIPT, Fetcher
from retrieval.models import Progress, ProgressSink
from retrieval.models.feeds import Added, Feed, FeedReport, Imported, News, Refused
from retrieval.models.guilds import File

if TYPE_CHECKING:
    from retrieval.index.indexer import Indexer


LATEST = 20
"""How many episodes that are there already the first poll takes, the newest."""
GUILDS_AT_ONCE = 8
ADDED_AT_ONCE, LONGEST_IMPORT = 8, 600.0
"""How many feeds of a list are looked at together, and for how many seconds in all."""


def _now() -> datetime:
    return datetime.now(UTC)


class Subscriptions:
    """All methods work on one guild's own feeds, or with `None` on the host's, and see no others.

    They raise FetchError and FeedError for what a feed's server does, NotFoundError for a feed that isn't the
    guild's, and LibraryError.
    """

    def __init__(
        self,
        catalog: Catalog,
        fetcher: Fetcher,
        indexer: "Callable[[], Indexer]",
        *,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._catalog, self._fetcher, self._now = catalog, fetcher, now
        self._poller = Poller(catalog, fetcher, indexer, now)
        self._polling = defaultdict[int | None, asyncio.Lock](asyncio.Lock)
        self._places = asyncio.Semaphore(GUILDS_AT_ONCE)

    async def add(self, url: str, guild: int | None, *, latest: int = LATEST) -> Added:
        """Subscribe to a feed; the next poll takes its `latest` episodes that have a transcript.

        Raises BadRequestError where the guild has as many feeds as it may.
        """
        url = url.strip()
        found = await self._fetcher.fetch(url, FEED)
        channel = await asyncio.to_thread(rss.read, found.content or b"", self._now().date())
        feed, already = await asyncio.to_thread(
            self._catalog.feeds.add, url, guild, channel, latest, self._now()
        )
        transcripts = sum(bool(item.transcripts) for item in channel.items)
        return Added(feed, len(channel.items), transcripts, already)

    async def of(self, guild: int | None) -> list[Feed]:
        """The guild's feeds by title."""
        return await asyncio.to_thread(self._catalog.feeds.of, guild)

    async def pause(self, guild: int | None, feed: int) -> Feed:
        """Poll a feed no more until it is resumed."""
        return await asyncio.to_thread(self._catalog.feeds.pause, guild, feed, True, self._now())

    async def resume(self, guild: int | None, feed: int) -> Feed:
        """Poll a feed again, at once when next something polls."""
        return await asyncio.to_thread(self._catalog.feeds.pause, guild, feed, False, self._now())

    async def remove(self, guild: int | None, feed: int) -> Feed:
        """End a subscription; the episodes that came by it stay."""
        return await asyncio.to_thread(self._catalog.feeds.remove, guild, feed)

    async def poll(
        self,
        guild: int | None,
        *,
        feed: int | None = None,
        due_only: bool = True,
        progress: ProgressSink | None = None,
    ) -> list[FeedReport]:
        """Look into a guild's feeds, or one of them, and index what is new; those that are paused rest.

        `due_only` leaves out what was looked at a short while ago. A feed or an item that fails is told of in
        a report, and tried again later. Cancelled, it ends soon; the next poll goes on where it ended.
        """
        chosen = await asyncio.to_thread(
            self._catalog.feeds.to_poll, [guild], feed, self._now() if due_only else None
        )
        return await self._poll(chosen, not due_only, progress)

    async def due(self) -> list[int | None]:
        """The guilds of which a feed is due, and `None` where one of the host's is."""
        return await asyncio.to_thread(self._catalog.feeds.due_guilds, self._now())

    async def news(self) -> list[News]:
        """What came after a feed's first poll, whoever polled it, and has not been told of."""
        return await asyncio.to_thread(self._catalog.feed_items.news)

    async def told(self, news: News) -> None:
        """Note that it has been told of."""
        await asyncio.to_thread(self._catalog.feed_items.told, news)

    async def import_opml(
        self,
        content: bytes,
        guild: int | None,
        *,
        latest: int = LATEST,
        progress: ProgressSink | None = None,
    ) -> Imported:
        """Subscribe to every feed of an OPML list. Raises FeedError where it is none."""
        places, ends = asyncio.Semaphore(ADDED_AT_ONCE), time.monotonic() + LONGEST_IMPORT

        async def add(title: str, url: str) -> Added | Refused:
            async with places:
                if progress is not None:
                    progress(Progress(f"looking into {title}"))
                try:
                    async with asyncio.timeout(ends - time.monotonic()):
                        return await self.add(url, guild, latest=latest)
                except TimeoutError:
                    return Refused(title, "There was no time left for it; add it by itself.")
                except (FetchError, FeedError, BadRequestError) as error:
                    return Refused(title, str(error))

        listed = await asyncio.to_thread(xml.outlines, content)
        done = await asyncio.gather(*(add(title, url) for title, url in listed))
        return Imported(
            tuple(each for each in done if isinstance(each, Added)),
            tuple(each for each in done if isinstance(each, Refused)),
        )

    async def transcript(self, url: str) -> File:
        """The transcript at a link that a moderator gives, with a name for it. Raises FetchError."""
        found = await self._fetcher.fetch(url, TRANSCRIPT)
        name = xml.clean(PurePosixPath(url.partition("?")[0].partition("#")[0]).name)
        return File(name or "transcript", found.content or b"")

    async def _poll(
        self, chosen: Sequence[Feed], forced: bool, progress: ProgressSink | None
    ) -> list[FeedReport]:
        """One feed of a guild after the other: no guild takes another's turn."""
        if not chosen:
            return []
        async with self._polling[chosen[0].guild], self._places:
            return [await self._poller.poll(feed, forced, progress) for feed in chosen]
