"""Subscriptions of a guild, or of the host for all, to podcast feeds: add, list, pause, poll, remove."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, FeedError, FetchError, OverQuotaError, sentence_of
from retrieval.feeds.bounded_parsing import parse_opml
from retrieval.feeds.feed_fetching import FeedReader
from retrieval.feeds.feed_names import named_feed
from retrieval.feeds.poller import Poller
from retrieval.fetching.artwork import ArtworkStore
from retrieval.fetching.content_kinds import TRANSCRIPT_CONTENT
from retrieval.fetching.fetcher import Fetcher
from retrieval.language.safe_text import safe_line
from retrieval.models import Progress, ProgressSink
from retrieval.models.feeds import (
    FIRST_POLL_EPISODES,
    AddedFeed,
    Feed,
    FeedFailure,
    FeedImport,
    NewEpisodes,
    PollReport,
    UnfinishedItem,
)
from retrieval.models.guilds import TranscriptFile
from retrieval.texts import Text

if TYPE_CHECKING:
    from retrieval.index.indexer import Indexer


MAX_GUILDS_POLLED_AT_ONCE = 8
MAX_FEEDS_ADDED_AT_ONCE = 8
"""Feeds of an imported list that are fetched at the same time."""
MAX_IMPORT_SECONDS = 600.0
"""Seconds that importing a list may take; feeds that are left then are reported as failures."""


def _now() -> datetime:
    return datetime.now(UTC)


class Subscriptions:
    """The feeds of one guild, or with `None` of the host; no method sees those of others.

    What guilds ask for is fetched by `guild_fetcher`, which mostly trusts fewer hosts than the host's own.

    Methods raise FetchError if a feed can't be fetched, FeedError if it isn't a feed, NotFoundError for a
    feed that isn't the guild's, and LibraryError where the catalog can't be used.
    """

    def __init__(
        self,
        catalog: Catalog,
        fetcher: Fetcher,
        indexer: "Callable[[], Indexer]",
        threads: Threads,
        *,
        guild_fetcher: Fetcher | None = None,
        now: Callable[[], datetime] = _now,
        artwork: ArtworkStore | None = None,
    ) -> None:
        self._catalog, self._threads, self._now = catalog, threads, now
        self._host_fetcher, self._guild_fetcher = fetcher, guild_fetcher or fetcher
        self._host_poller = Poller(catalog, fetcher, indexer, threads, now, artwork)
        self._guild_poller = Poller(catalog, self._guild_fetcher, indexer, threads, now, artwork)
        self._guild_locks = defaultdict[int | None, asyncio.Lock](asyncio.Lock)
        self._polling_guilds = asyncio.Semaphore(MAX_GUILDS_POLLED_AT_ONCE)

    async def add(self, url: str, guild: int | None, *, latest: int = FIRST_POLL_EPISODES) -> AddedFeed:
        """Subscribe to a feed; its first poll takes the `latest` newest episodes that have a transcript.

        Raises OverQuotaError if the guild has as many feeds as it may.
        """
        url = url.strip()
        await self._threads.lookups.run(self._catalog.feeds.check_room, guild, url)
        await self._threads.lookups.run(self._catalog.require_space)
        fetcher = self._host_fetcher if guild is None else self._guild_fetcher
        read = await FeedReader(fetcher, self._now().date()).read(url)
        parsed, url = read.parsed, read.url
        if parsed is None:
            raise FeedError(Text("The server says that the feed has not changed, but it was never read."))
        feed, already = await self._threads.background.run(
            self._catalog.feeds.add, url, guild, parsed, latest, self._now(), is_whole=read.is_whole
        )
        transcripts = sum(bool(item.transcripts) for item in parsed.items)
        return AddedFeed(feed, len(parsed.items), transcripts, already)

    async def for_guild(self, guild: int | None) -> list[Feed]:
        """Return the guild's feeds, ordered by title."""
        return await self._threads.lookups.run(self._catalog.feeds.for_guild, guild)

    async def find(self, guild: int | None, typed: str) -> Feed:
        """Return the guild's feed of this number, show or URL, or of any part of a show's name.

        Raises NotFoundError for none, and for several.
        """
        return named_feed(typed, await self.for_guild(guild))

    async def unfinished(self, guild: int | None) -> dict[int, list[UnfinishedItem]]:
        """Return by feed the episodes that wait to be indexed, or of which the last check failed."""
        return await self._threads.lookups.run(self._catalog.feed_items.unfinished, guild)

    async def pause(self, guild: int | None, feed: int) -> Feed:
        """Stop polling a feed until it is resumed."""
        return await self._threads.lookups.run(self._catalog.feeds.set_paused, guild, feed, True, self._now())

    async def resume(self, guild: int | None, feed: int) -> Feed:
        """Resume polling a feed; it is due at once."""
        return await self._threads.lookups.run(
            self._catalog.feeds.set_paused, guild, feed, False, self._now()
        )

    async def remove(self, guild: int | None, feed: int) -> Feed:
        """Remove a subscription; episodes indexed from it stay."""
        return await self._threads.lookups.run(self._catalog.feeds.remove, guild, feed)

    async def poll(
        self,
        guild: int | None,
        *,
        feed: int | None = None,
        due_only: bool = True,
        recheck: bool = False,
        progress: ProgressSink | None = None,
    ) -> list[PollReport]:
        """Poll a guild's feeds, or one of them, and index new episodes; paused feeds are left out.

        `due_only` leaves out feeds that were polled recently; `recheck` looks for corrected transcripts of
        all their episodes, old ones too. Failures of feeds and items are in the reports, and are retried
        later. When cancelled it ends soon, and the next poll continues.
        """
        feeds = await self._threads.lookups.run(
            self._catalog.feeds.to_poll, [guild], feed, self._now() if due_only else None
        )
        return await self._poll(feeds, not due_only, recheck, progress)

    async def due_guilds(self) -> list[int | None]:
        """Return the guilds of which a feed is due, `None` standing for the host."""
        return await self._threads.lookups.run(self._catalog.feeds.due_guilds, self._now())

    async def record_poll(self, report: PollReport) -> None:
        """Log what the schedule has indexed of a feed, unless the feed was removed meanwhile."""
        record = self._catalog.feeds.record_poll
        await self._threads.background.run(record, report.feed, report.detail)

    async def new_episodes(self) -> list[NewEpisodes]:
        """Return by feed the episodes that came after its first poll and have not been announced."""
        return await self._threads.lookups.run(self._catalog.feed_items.new_episodes)

    async def queue_announcements(self, news: NewEpisodes, by_guild: Mapping[int, Sequence[str]]) -> None:
        """Store which of these episodes, oldest first, wait to be announced in which guild."""
        await self._threads.lookups.run(self._catalog.announcements.queue, news, by_guild)

    async def waiting_announcements(self, guild: int | None = None) -> dict[int, list[str]]:
        """Return the ids of episodes that wait to be announced, oldest first, by guild."""
        return await self._threads.lookups.run(self._catalog.announcements.waiting, guild)

    async def remove_announcements(self, guild: int, episodes: Sequence[str]) -> None:
        """Forget announcements that were delivered, or that have become pointless."""
        await self._threads.lookups.run(self._catalog.announcements.remove, guild, episodes)

    async def import_opml(
        self,
        content: bytes,
        guild: int | None,
        *,
        latest: int = FIRST_POLL_EPISODES,
        progress: ProgressSink | None = None,
    ) -> FeedImport:
        """Subscribe to every feed of an OPML list; failures are in the result. Raises FeedError.

        Feeds for which the guild has no room are one failure together.
        """
        adding, deadline = asyncio.Semaphore(MAX_FEEDS_ADDED_AT_ONCE), time.monotonic() + MAX_IMPORT_SECONDS
        left_out: list[OverQuotaError] = []

        async def add(title: str, url: str) -> AddedFeed | FeedFailure | None:
            async with adding:
                if progress is not None:
                    progress(Progress(Text("checking {show}", show=title)))
                try:
                    async with asyncio.timeout(deadline - time.monotonic()):
                        return await self.add(url, guild, latest=latest)
                except TimeoutError:
                    return FeedFailure(
                        title,
                        Text(
                            "It wasn't added, because checking the whole list took too long; please add it "
                            "separately."
                        ),
                    )
                except OverQuotaError as error:
                    left_out.append(error)
                    return None
                except (FetchError, FeedError, BadRequestError) as error:
                    return FeedFailure(title, sentence_of(error))

        listed = await parse_opml(content)
        results = await asyncio.gather(*(add(feed.title, feed.url) for feed in listed))
        failures = [result for result in results if isinstance(result, FeedFailure)]
        if left_out:
            failures.append(FeedFailure(f"{len(left_out):,} / {len(listed):,}", sentence_of(left_out[0])))
        added = tuple(result for result in results if isinstance(result, AddedFeed))
        return FeedImport(added, tuple(failures))

    async def fetch_transcript(self, url: str) -> TranscriptFile:
        """Fetch for a guild the transcript at a URL, named as the file in it. Raises FetchError."""
        fetched = await self._guild_fetcher.fetch(url, TRANSCRIPT_CONTENT)
        name = safe_line(PurePosixPath(url.partition("?")[0].partition("#")[0]).name)
        return TranscriptFile(name or "transcript", fetched.content or b"", origin=url)

    async def _poll(
        self, feeds: Sequence[Feed], forced: bool, recheck: bool, progress: ProgressSink | None
    ) -> list[PollReport]:
        """Poll feeds of one guild one after the other, so that no guild delays another."""
        if not feeds:
            return []
        async with self._guild_locks[feeds[0].guild], self._polling_guilds:
            poller = self._host_poller if feeds[0].guild is None else self._guild_poller
            return [await poller.poll(feed, forced, progress, recheck=recheck) for feed in feeds]
