"""Poll a feed: fetch it, store its items, and have those indexed that are new or changed."""

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.due import is_due
from retrieval.catalog.feed_records import FailedAttempt, FetchedFeed
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, FeedError, FetchError, OverQuotaError, PodciteError, sentence_of
from retrieval.feeds import rss
from retrieval.feeds.advice import with_advice
from retrieval.feeds.feed_fetching import FeedReader
from retrieval.feeds.item_poller import ItemPoller
from retrieval.feeds.poll_outcome import UNFORESEEN, PollOutcome, copy_notes, failure_reason
from retrieval.feeds.schedule import POLL_INTERVAL, retry_delay
from retrieval.fetching.artwork import ArtworkStore
from retrieval.fetching.fetcher import Fetcher
from retrieval.models import Progress, ProgressSink
from retrieval.models.feeds import Feed, ParsedFeed, PollReport
from retrieval.texts import Text

if TYPE_CHECKING:
    from retrieval.index.indexer import Indexer

MAX_POLL_SECONDS = 600.0
"""Seconds that one feed is polled before the next one has its turn; the next poll continues."""
_log = logging.getLogger(__name__)


class Poller:
    """Polls one feed at a time; `now` returns the time, with a zone."""

    def __init__(
        self,
        catalog: Catalog,
        fetcher: Fetcher,
        indexer: "Callable[[], Indexer]",
        threads: Threads,
        now: Callable[[], datetime],
        artwork: ArtworkStore | None = None,
    ) -> None:
        self._catalog, self._fetcher, self._indexer, self._now = catalog, fetcher, indexer, now
        self._threads, self._artwork = threads, artwork

    async def poll(
        self, feed: Feed, forced: bool, progress: ProgressSink | None, *, recheck: bool = False
    ) -> PollReport:
        """Fetch the feed and index those of its items that are due. Failures are in the report.

        `forced` also fetches a feed that isn't due, and retries items that wait after a failure; `recheck`
        also looks whether the transcripts of all indexed items have changed, if the feed could be fetched.
        """
        outcome, after = PollOutcome(), feed
        try:
            after = await self._poll(feed, forced, recheck, progress or (lambda _: None), outcome)
        except PodciteError as error:
            outcome.reason = failure_reason(feed.id, error)
        except Exception:  # an unforeseen error in one feed must not stop polling the others
            _log.exception("Feed %d could not be polled", feed.id)
            outcome.reason = UNFORESEEN
            await self._save_failure(feed, UNFORESEEN)
        return PollReport(
            after,
            tuple(outcome.added),
            tuple(outcome.updated),
            tuple(outcome.failures),
            outcome.reason,
            tuple(outcome.removed),
            tuple(outcome.notes),
            tuple(outcome.kept),
        )

    async def _poll(
        self, feed: Feed, forced: bool, recheck: bool, progress: ProgressSink, outcome: PollOutcome
    ) -> Feed:
        store, deadline = self._catalog.feeds, time.monotonic() + MAX_POLL_SECONDS
        await self._threads.lookups.run(self._catalog.require_space)
        fetches = forced or feed.next_poll is None or is_due(feed.next_poll, self._now())
        if blocked := await self._block_reason(feed):
            if fetches:
                await self._save_failure(feed, blocked)
            outcome.reason = blocked
            return await self._reread(feed)
        if fetches:
            progress(Progress(Text("checking {show}", show=feed.show)))
            outcome.reason = await self._fetch_feed(feed)
            feed = await self._reread(feed)
        elif feed.reason == rss.BLOCKED_FEED:
            outcome.reason = feed.reason
        if outcome.reason == rss.BLOCKED_FEED:
            return feed
        recheck = recheck and outcome.reason is None  # from a server that is down, all would fail one by one
        items = ItemPoller(
            catalog=self._catalog,
            fetcher=self._fetcher,
            indexer=self._indexer,
            threads=self._threads,
            now=self._now,
            feed=feed,
            progress=progress,
            artwork=self._artwork,
        )
        due = self._catalog.feed_items.due
        keys = await self._threads.lookups.run(due, feed.id, self._now(), forced=forced, recheck=recheck)
        remaining = deque(enumerate(keys, 1))
        while remaining and time.monotonic() < deadline:
            number, key = remaining.popleft()
            try:
                await items.poll(key, f"{number} of {len(keys)}", outcome)
            except OverQuotaError as error:
                _log.info("new episodes of feed %d wait: %s", feed.id, error)
                outcome.reason = sentence_of(error)
                indexed = await self._postpone_new(feed)
                remaining = deque(item for item in remaining if item[1] in indexed)
        if not feed.polled and not remaining:
            await self._threads.lookups.run(store.mark_polled, feed.id)
        outcome.notes += await self._threads.lookups.run(
            copy_notes, self._catalog, feed.guild, tuple(outcome.added)
        )
        return await self._reread(feed)

    async def _reread(self, feed: Feed) -> Feed:
        current = await self._threads.lookups.run(self._catalog.feeds.for_guild, feed.guild)
        return next((other for other in current if other.id == feed.id), feed)

    async def _block_reason(self, feed: Feed) -> str | None:
        """Return why a feed is no longer indexed, if its show was removed for good."""
        try:
            await self._threads.lookups.run(self._catalog.feeds.check_allowed, feed)
        except BadRequestError as error:
            return str(error)
        return None

    async def _postpone_new(self, feed: Feed) -> set[str]:
        """Let the feed's new items wait, all at once; return the keys of the others that are due."""
        items = self._catalog.feed_items
        await self._threads.background.run(items.postpone, feed.id, self._now() + POLL_INTERVAL)
        return set(await self._threads.lookups.run(items.due, feed.id, self._now(), forced=False))

    async def _fetch_feed(self, feed: Feed) -> str | None:
        """Fetch the feed and store its items; return why that failed, if it did."""
        store, checked = self._catalog.feeds, self._now()
        known = await self._threads.lookups.run(store.validators, feed.id)

        async def has_known(page: ParsedFeed) -> bool:
            keys = [item.key for item in page.items]
            return await self._threads.lookups.run(self._catalog.feed_items.has_any, feed.id, keys)

        try:
            reader = FeedReader(self._fetcher, self._now().date())
            read = await reader.read(
                feed.url, known, has_known, reads_older=not feed.older_read, number=feed.id
            )
        except (FetchError, FeedError) as error:
            retry_after = error.retry_after if isinstance(error, FetchError) else None
            reason = with_advice(error, failure_reason(feed.id, error))
            await self._save_failure(feed, reason, retry_after)
            return reason
        parsed = read.parsed
        result = FetchedFeed(
            checked,
            checked + POLL_INTERVAL,
            parsed.items if parsed else (),
            read.validators if parsed else None,
            parsed.blocked if parsed else frozenset(),
            moved_to=read.url if read.url != feed.url else None,
            older=read.older,
            is_whole=read.is_whole,
        )
        await self._threads.background.run(store.save_fetched, feed.id, result, self._now())
        return None

    async def _save_failure(self, feed: Feed, reason: str, retry_after: float | None = None) -> None:
        failures = feed.failures + 1
        failure = FailedAttempt(failures, reason, self._now() + retry_delay(failures, retry_after))
        await self._threads.lookups.run(self._catalog.feeds.save_failure, feed.id, failure)
