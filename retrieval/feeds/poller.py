"""Polling a feed: what is new or changed in it is fetched and indexed, item by item."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from retrieval import identifiers
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.feed_item_store import Tracked
from retrieval.concurrency import run_cancellable
from retrieval.errors import (
    BadRequestError,
    FeedError,
    FetchError,
    NotFoundError,
    PodciteError,
    TranscriptError,
)
from retrieval.feeds import chapters, rss
from retrieval.feeds.schedule import INTERVAL, LONGEST_REST, pause_after, rest_of
from retrieval.fetching.fetcher import CHAPTERS, FEED, TRANSCRIPT, Fetched, Fetcher
from retrieval.index import filename_hints
from retrieval.index.episode_matching import TranscriptSource
from retrieval.models import Chapter, Details, IndexReport, Progress, ProgressSink
from retrieval.models.feeds import Feed, FeedReport, Item, Refused

if TYPE_CHECKING:
    from retrieval.index.indexer import Indexer

MAX_SECONDS = 600.0
"""How long one feed is polled before the next one has its turn; the rest is taken by the next poll."""
UNFORESEEN = "Something went wrong with it; the log has the reason."
_BLAMED_ON_ITEM = (FetchError, FeedError, TranscriptError, BadRequestError, NotFoundError)
"""Errors that only the item itself causes; any other would stop the next item too."""
_Values = dict[str, object]
_log = logging.getLogger(__name__)


@dataclass
class _Outcome:
    """What a poll did so far: ids of episodes, failed items, and why it ended early if it did."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    failures: list[Refused] = field(default_factory=list)
    reason: str | None = None


class Poller:
    """Polls one feed at a time; `now` tells the time, with a zone."""

    def __init__(
        self,
        catalog: Catalog,
        fetcher: Fetcher,
        indexer: "Callable[[], Indexer]",
        now: Callable[[], datetime],
    ) -> None:
        self._catalog, self._fetcher, self._indexer, self._now = catalog, fetcher, indexer, now

    async def poll(self, feed: Feed, forced: bool, progress: ProgressSink | None) -> FeedReport:
        """Fetch the feed and index those of its items that are due. Failures are in the report.

        `forced` also fetches a feed that isn't due, and retries items that wait after a failure.
        """
        outcome, after = _Outcome(), feed
        try:
            after = await self._poll(feed, forced, progress or (lambda _: None), outcome)
        except PodciteError as error:
            outcome.reason = _sentence(error)
        except Exception:  # whatever a stranger's feed brought about must not end the others' turn for ever
            _log.exception("Feed %d could not be polled", feed.id)
            failures, outcome.reason = feed.failures + 1, UNFORESEEN
            due = self._now() + pause_after(failures)
            failed: _Values = {"failures": failures, "reason": UNFORESEEN, "due": due}
            await asyncio.to_thread(self._catalog.feeds.note, feed.id, failed, (), self._now())
        return FeedReport(
            after, tuple(outcome.added), tuple(outcome.updated), tuple(outcome.failures), outcome.reason
        )

    async def _poll(self, feed: Feed, forced: bool, progress: ProgressSink, outcome: _Outcome) -> Feed:
        store, ends = self._catalog.feeds, time.monotonic() + MAX_SECONDS
        if forced or feed.due is None or feed.due <= self._now():
            progress(Progress(f"looking into {feed.show}"))
            outcome.reason = await self._fetch_feed(feed)
        items = _Items(self._catalog, self._fetcher, self._indexer, self._now, feed, progress)
        due = self._catalog.feed_items.due
        keys = await asyncio.to_thread(due, feed.id, self._now(), forced=forced)
        left = deque(enumerate(keys, 1))
        while left and time.monotonic() < ends:
            number, key = left.popleft()
            await items.take(key, f"{number} of {len(keys)}", outcome)
        if not feed.polled and not left:
            await asyncio.to_thread(store.note, feed.id, {"polled": True}, (), self._now())
        current = await asyncio.to_thread(store.of, feed.guild)
        return next((other for other in current if other.id == feed.id), feed)

    async def _fetch_feed(self, feed: Feed) -> str | None:
        """Fetch the feed and store its items; return why that failed, if it did."""
        store, now = self._catalog.feeds, self._now
        etag, modified = await asyncio.to_thread(store.tags, feed.id)
        items: tuple[Item, ...] = ()
        values: _Values = {"failures": 0, "reason": None, "checked": now(), "due": now() + INTERVAL}
        try:
            fetched = await self._fetcher.fetch(feed.url, FEED, etag=etag, modified=modified)
            if fetched.content is not None:
                items = (await asyncio.to_thread(rss.read, fetched.content, now().date())).items
                values |= {"etag": fetched.etag, "modified": fetched.modified}
        except (FetchError, FeedError) as error:
            again = error.again if isinstance(error, FetchError) else None
            due = now() + pause_after(feed.failures + 1, again)
            values = {"failures": feed.failures + 1, "reason": _sentence(error), "due": due}
        await asyncio.to_thread(store.note, feed.id, values, items, now())
        reason = values["reason"]
        return reason if isinstance(reason, str) else None


@dataclass(frozen=True)
class _Items:
    """The items of one feed, taken one after the other."""

    catalog: Catalog
    fetcher: Fetcher
    indexer: "Callable[[], Indexer]"
    now: Callable[[], datetime]
    feed: Feed
    progress: ProgressSink

    async def take(self, key: str, place: str, outcome: _Outcome) -> None:
        """Index an item's transcript where it is new or changed, and note what became of it."""
        tracked = await asyncio.to_thread(self.catalog.feed_items.tracked, self.feed.id, key)
        if tracked is None:
            return
        stage = f"{place}: {tracked.item.title}"
        self.progress(Progress(stage))
        try:
            report, values = await self._taken(tracked, key, stage)
        except _BLAMED_ON_ITEM as error:
            values = self._failed(tracked, outcome, _sentence(error), getattr(error, "again", None))
        except PodciteError:
            raise
        except Exception:  # the same of a stranger's item
            _log.exception("%r of feed %d could not be taken", tracked.item.title, self.feed.id)
            values = self._failed(tracked, outcome, UNFORESEEN)
        else:
            if report is not None and report.outcome != "unchanged":
                (outcome.updated if tracked.indexed else outcome.added).append(report.episode)
        await asyncio.to_thread(self.catalog.feed_items.settle, self.feed.id, key, values)

    def _failed(
        self, tracked: Tracked, outcome: _Outcome, reason: str, again: float | None = None
    ) -> _Values:
        failures = tracked.failures + 1
        outcome.failures.append(Refused(tracked.item.title, reason))
        return {"failures": failures, "reason": reason, "due": self.now() + pause_after(failures, again)}

    async def _taken(self, tracked: Tracked, key: str, stage: str) -> tuple[IndexReport | None, _Values]:
        item, original = tracked.item, await self._original(tracked)
        if tracked.indexed and original is None:  # a moderator took it out: it stays out
            return None, {"state": "removed"}
        if tracked.indexed and not item.transcripts:  # what is gone from the feed stays here
            return None, {"changed": False, "failures": 0, "reason": None, "due": self.now() + LONGEST_REST}
        url, found = await self._fetch(tracked)
        hash_ = tracked.hash if found.content is None else TranscriptSource(found.content, "").hash
        # What a moderator put in its place, or went back to, stays until the feed's is another than it was.
        same = tracked.indexed and hash_ == tracked.hash
        content = original if same else found.content
        settled: _Values = {
            "state": "indexed",
            "changed": False,
            "url": url,
            "hash": hash_,
            "etag": found.etag,
            "modified": found.modified,
            "failures": 0,
            "reason": None,
            "due": self.now() + rest_of(item.published, self.now().date()),
        }
        if content is None or (same and not tracked.changed):
            return None, settled
        id_ = tracked.episode or await asyncio.to_thread(self._claim, key, item, content)
        details = Details(
            show=self.feed.show,
            title=item.title,
            episode=id_,
            published=item.published,
            guests=item.guests,
            audio_url=item.audio_url,
            video_url=item.video_url,
            page_url=item.page_url,
            chapters=await self._chapters(item),
            soundbites=item.soundbites,
        )
        report = await run_cancellable(
            lambda tell: self.indexer().add(
                content, details, guild=self.feed.guild, progress=tell, name=f"{id_}.txt"
            ),
            lambda step: self.progress(replace(step, stage=f"{stage}: {step.stage}")),
        )
        return report, settled

    async def _original(self, tracked: Tracked) -> bytes | None:
        """The transcript that the item's episode was made from, if it is in the library."""
        if tracked.episode is None:
            return None
        catalog = self.catalog
        made = await asyncio.to_thread(lambda: catalog.made(self.feed.guild, id=tracked.episode))
        if not made:
            return None
        return (await asyncio.to_thread(catalog.original, made[0].episode.generation))[0]

    async def _fetch(self, tracked: Tracked) -> tuple[str, Fetched]:
        """The best of the item's transcripts that can be had, and its address."""
        first: FetchError | None = None
        for url in tracked.item.transcripts:
            known = tracked.indexed and url == tracked.url
            tags = (tracked.etag, tracked.modified) if known else (None, None)
            try:
                found = await self.fetcher.fetch(url, TRANSCRIPT, etag=tags[0], modified=tags[1])
            except FetchError as error:
                first = first or error
                continue
            return url, found
        raise first or FeedError("The feed names no transcript of it any more.")

    async def _chapters(self, item: Item) -> tuple[Chapter, ...]:
        """The item's chapters; none where they can't be had, for no answer needs them."""
        if item.chapters is None:
            return ()
        try:
            found = await self.fetcher.fetch(item.chapters, CHAPTERS)
            return await asyncio.to_thread(chapters.read, found.content or b"")
        except (FetchError, FeedError) as error:
            _log.warning("%r is indexed without its chapters: %s", item.title, error)
            return ()

    def _claim(self, key: str, item: Item, content: bytes) -> str:
        """The id of the item's episode: what is there already of the same words or title is the same."""
        show = identifiers.show_id(self.feed.show)
        catalog, hash_ = self.catalog, TranscriptSource(content, "").hash
        made = catalog.made(self.feed.guild, transcript=hash_, show=show) or [
            each
            for each in catalog.made(self.feed.guild, show=show)
            if each.episode.title.casefold() == item.title.casefold()
        ]
        name = filename_hints.parse_filename(item.title)
        number = item.number if item.number is not None else name.number
        hints = filename_hints.FilenameHints(name.title, number)
        wanted = filename_hints.suggest_episode_id(show, hints, item.title)
        own = made[0].episode.id if made else None
        return self.catalog.feed_items.claim(self.feed.id, key, self.feed.guild, wanted, own)


def _sentence(error: PodciteError) -> str:
    """What is kept of an error, for whoever looks at the feed later."""
    _log.info("a feed or an item of one failed", exc_info=error)
    return str(error)
