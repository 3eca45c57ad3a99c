"""One look at one feed: what is new or changed in it is fetched and indexed, item by item."""

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from retrieval import identifiers
from retrieval.catalog.feed_item_store import FeedItemStore, Tracked
from retrieval.catalog.feed_store import FeedStore
from retrieval.concurrency import cancellable
from retrieval.errors import (
    BadRequestError,
    FeedError,
    FetchError,
    NotFoundError,
    PodciteError,
    TranscriptError,
)
from retrieval.feeds import chapters, rss
from retrieval.feeds.subscriptions import INTERVAL
from retrieval.fetching import fetcher
from retrieval.fetching.fetcher import Fetched
from retrieval.index import filename_hints
from retrieval.index.episode_matching import Source
from retrieval.models import Chapter, Details, IndexReport, Progress, ProgressSink
from retrieval.models.feeds import Feed, FeedReport, Item, Refused
from retrieval.parts import Parts

LONGEST_PAUSE, LONGEST_REST = timedelta(days=1), timedelta(days=30)
"""After a failure; and after which even an old transcript is looked at again, in case it was corrected."""
LONGEST_LOOK = 600.0
"""After so many seconds the next feed has its turn; the rest is taken by the next poll."""
UNFORESEEN = "Something went wrong with it; the log has the reason."
_ITS_OWN = (FetchError, FeedError, TranscriptError, BadRequestError, NotFoundError)
"""What only the item itself can be blamed for; anything else would befall the next one too."""
_Told = dict[str, object]
_log = logging.getLogger(__name__)


async def poll(
    parts: Parts, feed: Feed, now: Callable[[], datetime], forced: bool, progress: ProgressSink | None
) -> FeedReport:
    """Look at a feed and at those of its items that are due. Raises nothing that a report can say."""
    tell = progress or (lambda _: None)
    done, after, ends = _Done(), feed, time.monotonic() + LONGEST_LOOK
    try:
        store = await asyncio.to_thread(lambda: parts.catalog.feeds)
        if forced or feed.due is None or feed.due <= now():
            tell(Progress(f"looking into {feed.show}"))
            done.reason = await _look(parts, store, feed, now)
        items = await asyncio.to_thread(lambda: parts.catalog.feed_items)
        look = _Look(parts, items, feed, now, tell)
        keys = await asyncio.to_thread(lambda: items.due(feed.id, now(), forced=forced))
        left = deque(enumerate(keys, 1))
        while left and time.monotonic() < ends:
            number, key = left.popleft()
            await look.take(key, f"{number} of {len(keys)}", done)
        if not feed.polled and not left:
            await asyncio.to_thread(store.note, feed.id, {"polled": True}, (), now())
        current = await asyncio.to_thread(lambda: store.of(feed.guild))
        after = next((each for each in current if each.id == feed.id), feed)
    except PodciteError as error:
        done.reason = _sentence(error)
    except Exception:  # whatever a stranger's feed brought about must not end the others' turn for ever
        _log.exception("Feed %d could not be polled", feed.id)
        failures, done.reason = feed.failures + 1, UNFORESEEN
        failed: _Told = {"failures": failures, "reason": UNFORESEEN, "due": now() + pause_after(failures)}
        await asyncio.to_thread(lambda: parts.catalog.feeds.note(feed.id, failed, (), now()))
    return FeedReport(after, tuple(done.added), tuple(done.updated), tuple(done.failures), done.reason)


async def _look(parts: Parts, store: FeedStore, feed: Feed, now: Callable[[], datetime]) -> str | None:
    """Fetch the feed and note its items; gives why that failed, if it did."""
    etag, modified = await asyncio.to_thread(store.tags, feed.id)
    items: tuple[Item, ...] = ()
    values: _Told = {"failures": 0, "reason": None, "checked": now(), "due": now() + INTERVAL}
    try:
        found = await parts.fetcher.fetch(feed.url, fetcher.FEED, etag=etag, modified=modified)
        if found.content is not None:
            items = (await asyncio.to_thread(rss.read, found.content, now().date())).items
            values |= {"etag": found.etag, "modified": found.modified}
    except (FetchError, FeedError) as error:
        again = error.again if isinstance(error, FetchError) else None
        due = now() + pause_after(feed.failures + 1, again)
        values = {"failures": feed.failures + 1, "reason": _sentence(error), "due": due}
    await asyncio.to_thread(store.note, feed.id, values, items, now())
    reason = values["reason"]
    return reason if isinstance(reason, str) else None


@dataclass
class _Done:
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    failures: list[Refused] = field(default_factory=list)
    reason: str | None = None


@dataclass(frozen=True)
class _Look:
    """What taking one item after the other needs."""

    parts: Parts
    items: FeedItemStore
    feed: Feed
    now: Callable[[], datetime]
    tell: ProgressSink

    async def take(self, key: str, place: str, done: _Done) -> None:
        """Index an item's transcript where it is new or changed, and note what became of it."""
        tracked = await asyncio.to_thread(self.items.tracked, self.feed.id, key)
        if tracked is None:
            return
        stage = f"{place}: {tracked.item.title}"
        self.tell(Progress(stage))
        try:
            report, values = await self._taken(tracked, key, stage)
        except _ITS_OWN as error:
            values = self._failed(tracked, done, _sentence(error), getattr(error, "again", None))
        except PodciteError:
            raise
        except Exception:  # the same of a stranger's item
            _log.exception("%r of feed %d could not be taken", tracked.item.title, self.feed.id)
            values = self._failed(tracked, done, UNFORESEEN)
        else:
            if report is not None and report.outcome != "unchanged":
                (done.updated if tracked.indexed else done.added).append(report.episode)
        await asyncio.to_thread(self.items.settle, self.feed.id, key, values)

    def _failed(self, tracked: Tracked, done: _Done, reason: str, again: float | None = None) -> _Told:
        failures = tracked.failures + 1
        done.failures.append(Refused(tracked.item.title, reason))
        return {"failures": failures, "reason": reason, "due": self.now() + pause_after(failures, again)}

    async def _taken(self, tracked: Tracked, key: str, stage: str) -> tuple[IndexReport | None, _Told]:
        item, original = tracked.item, await self._original(tracked)
        if tracked.indexed and original is None:  # a moderator took it out: it stays out
            return None, {"state": "removed"}
        if tracked.indexed and not item.transcripts:  # what is gone from the feed stays here
            return None, {"changed": False, "failures": 0, "reason": None, "due": self.now() + LONGEST_REST}
        url, found = await self._fetch(tracked)
        hash_ = tracked.hash if found.content is None else Source(found.content, "").hash
        # What a moderator put in its place, or went back to, stays until the feed's is another than it was.
        same = tracked.indexed and hash_ == tracked.hash
        content = original if same else found.content
        settled: _Told = {
            "state": "indexed",
            "changed": False,
            "url": url,
            "hash": hash_,
            "etag": found.etag,
            "modified": found.modified,
            "failures": 0,
            "reason": None,
            "due": self.now() + self._rest(item),
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
        report = await cancellable(
            lambda tell: self.parts.indexer.add(
                content, details, guild=self.feed.guild, progress=tell, name=f"{id_}.txt"
            ),
            lambda step: self.tell(replace(step, stage=f"{stage}: {step.stage}")),
        )
        return report, settled

    async def _original(self, tracked: Tracked) -> bytes | None:
        """The transcript that the item's episode was made from, if it is in the library."""
        if tracked.episode is None:
            return None
        catalog = self.parts.catalog
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
                found = await self.parts.fetcher.fetch(
                    url, fetcher.TRANSCRIPT, etag=tags[0], modified=tags[1]
                )
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
            found = await self.parts.fetcher.fetch(item.chapters, fetcher.CHAPTERS)
            return await asyncio.to_thread(chapters.read, found.content or b"")
        except (FetchError, FeedError) as error:
            _log.warning("%r is indexed without its chapters: %s", item.title, error)
            return ()

    def _claim(self, key: str, item: Item, content: bytes) -> str:
        """The id of the item's episode: what is there already of the same words or title is the same."""
        show = identifiers.show_id(self.feed.show)
        catalog, hash_ = self.parts.catalog, Source(content, "").hash
        made = catalog.made(self.feed.guild, transcript=hash_, show=show) or [
            each
            for each in catalog.made(self.feed.guild, show=show)
            if each.episode.title.casefold() == item.title.casefold()
        ]
        name = filename_hints.called(item.title)
        number = item.number if item.number is not None else name.number
        wanted = filename_hints.episode_id(show, filename_hints.Called(name.title, number), item.title)
        own = made[0].episode.id if made else None
        return self.items.claim(self.feed.id, key, self.feed.guild, wanted, own)

    def _rest(self, item: Item) -> timedelta:
        """For how long nobody looks whether a transcript was corrected: the older, the longer."""
        age = self.now().date() - item.published if item.published else LONGEST_REST
        return min(max(age / 4, INTERVAL), LONGEST_REST)


def pause_after(failures: int, again: float | None = None) -> timedelta:
    """How long to leave alone what failed so often in a row: twice as long each time, spread at random."""
    doubled: timedelta = INTERVAL * 2 ** min(failures - 1, 10)
    wait = min(doubled, LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(wait, min(timedelta(seconds=again or 0), LONGEST_PAUSE))


def _sentence(error: PodciteError) -> str:
    """What is kept of an error, for whoever looks at the feed later."""
    _log.info("a feed or an item of one failed", exc_info=error)
    return str(error)
