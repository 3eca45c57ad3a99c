"""Poll the items of a feed: fetch each one's transcript and index it where it is new or changed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from retrieval.catalog import feed_records
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import IndexedEpisode
from retrieval.concurrency import Threads
from retrieval.errors import (
    BadRequestError,
    FeedError,
    FetchError,
    NotFoundError,
    OverQuotaError,
    PodciteError,
    TranscriptError,
)
from retrieval.feeds.bounded_parsing import parse_chapters
from retrieval.feeds.poll_outcome import UNFORESEEN, PollOutcome, failure_reason, next_taken, with_url
from retrieval.feeds.schedule import MAX_RECHECK_INTERVAL, recheck_interval, retry_delay
from retrieval.fetching.artwork import ArtworkStore
from retrieval.fetching.content_kinds import CHAPTERS_CONTENT, TRANSCRIPT_CONTENT
from retrieval.fetching.fetcher import Fetcher
from retrieval.fetching.secrets import reveals, shown_url
from retrieval.index import filename_hints
from retrieval.index.transcript_source import TranscriptSource
from retrieval.models import Chapter, Details, IndexReport, Placement, Progress, ProgressSink
from retrieval.models.feeds import CacheValidators, Feed, FeedFailure, FeedItem
from retrieval.texts import Text

if TYPE_CHECKING:
    from retrieval.index.indexer import Indexer

_BLAMED_ON_ITEM = (FetchError, FeedError, TranscriptError, BadRequestError, NotFoundError)
"""Errors that only the item itself causes; any other would stop the next item too."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ItemPoller:
    """Polls the items of one feed, one after the other."""

    catalog: Catalog
    fetcher: Fetcher
    indexer: "Callable[[], Indexer]"
    threads: Threads
    now: Callable[[], datetime]
    feed: Feed
    progress: ProgressSink
    artwork: ArtworkStore | None = None

    async def poll(self, key: str, position: str, outcome: PollOutcome) -> None:
        """Index an item's transcript where it is new or changed, and store and add up the result.

        Raises OverQuotaError if the guild has no room for a new episode.
        """
        tracked = await self.threads.lookups.run(self.catalog.feed_items.tracked, self.feed.id, key)
        if tracked is None:
            return
        stage = f"{position}: {tracked.item.title}"
        self.progress(Progress(stage))
        result: feed_records.ItemResult
        try:
            report, result = await self._update_episode(tracked, key, stage, outcome)
        except OverQuotaError as error:
            if not tracked.indexed:  # the other new items have no room either
                raise
            result = self._failed(tracked, outcome, failure_reason(self.feed.id, error))
        except _BLAMED_ON_ITEM as error:
            retry_after = error.retry_after if isinstance(error, FetchError) else None
            result = self._failed(tracked, outcome, failure_reason(self.feed.id, error), retry_after)
        except PodciteError:
            raise
        except Exception:  # an unforeseen error in one item must not stop the others
            _log.exception("%r of feed %d could not be taken", tracked.item.title, self.feed.id)
            result = self._failed(tracked, outcome, UNFORESEEN)
        else:
            if report is not None and report.outcome == "removed":
                outcome.removed.append(report.episode)
            elif report is not None and report.outcome != "unchanged":
                (outcome.updated if tracked.indexed else outcome.added).append(report.episode)
        await self.threads.lookups.run(self.catalog.feed_items.save_result, self.feed.id, key, result)

    def _failed(
        self,
        tracked: feed_records.TrackedItem,
        outcome: PollOutcome,
        reason: str,
        retry_after: float | None = None,
    ) -> feed_records.FailedAttempt:
        failures = tracked.failures + 1
        outcome.fail(tracked.item.title, reason, indexed=tracked.indexed)
        return feed_records.FailedAttempt(failures, reason, self.now() + retry_delay(failures, retry_after))

    async def _update_episode(
        self, tracked: feed_records.TrackedItem, key: str, stage: str, outcome: PollOutcome
    ) -> tuple[IndexReport | None, feed_records.ItemResult]:
        """Fetch and index an item's transcript; without a report, the episode was left as it is."""
        if tracked.blocked:
            return await self._take_down(tracked, key), feed_records.ItemBlocked()
        item, original = tracked.item, await self._indexed_transcript(tracked)
        if tracked.indexed and original is None:  # a moderator removed it: it stays removed
            return None, feed_records.ItemRemoved()
        if tracked.indexed and not item.transcripts:  # an episode that is gone from the feed stays here
            return None, feed_records.ItemKept(due=self.now() + MAX_RECHECK_INTERVAL)
        if not tracked.indexed:
            check = self.catalog.quotas.check
            await self.threads.lookups.run(check, self.feed.guild, bytes=1, episodes=1)
        unread: list[str] = []
        first_error: FetchError | TranscriptError | None = None
        for url in item.transcripts:
            try:
                report, result = await self._take_transcript(tracked, key, stage, url, original)
            except (FetchError, TranscriptError) as error:
                first_error = first_error or with_url(error, url)
                unread.append(str(with_url(error, url)))
                continue
            if unread and report is not None and report.outcome != "unchanged":
                outcome.notes.append(FeedFailure(item.title, next_taken(unread, url), report.episode))
            return report, result
        raise first_error or FeedError(Text("The feed no longer links to a transcript of this episode."))

    async def _take_transcript(
        self, tracked: feed_records.TrackedItem, key: str, stage: str, url: str, original: bytes | None
    ) -> tuple[IndexReport | None, feed_records.ItemResult]:
        """Fetch one of an item's transcripts, and index it where it is new or changed."""
        item = tracked.item
        known = tracked.indexed and url == tracked.url
        validators = tracked.validators if known else CacheValidators()
        fetched = await self.fetcher.fetch(url, TRANSCRIPT_CONTENT, validators, sign_in=self.feed.url)
        hash_ = tracked.hash if fetched.content is None else TranscriptSource(fetched.content, "").hash
        # A transcript that a moderator replaced or rolled back stays until the feed's own one changes.
        same = tracked.indexed and hash_ == tracked.hash
        content = original if same else fetched.content
        due = self.now() + recheck_interval(item.published, self.now().date())
        result = feed_records.ItemIndexed(url, hash_, fetched.validators, due)
        if content is None or (same and not tracked.changed):
            return None, result
        id_ = tracked.episode
        if id_ is None:
            id_ = await self.threads.lookups.run(self._assign_episode_id, key, item, content)
        details = replace(await self._details(item, id_), place=tracked.place)
        return await self._index(content, details, self._source(key), stage, url), result

    async def _take_down(self, tracked: feed_records.TrackedItem, key: str) -> IndexReport | None:
        """Remove the item's episode, as its publisher asks, unless its transcript is a moderator's own."""
        indexed = await self._indexed(tracked)
        if indexed is None or not (indexed.source == self._source(key) or indexed.transcript == tracked.hash):
            return None
        return await self.threads.background.run(self.indexer().remove, indexed.episode)

    async def _index(
        self, content: bytes, details: Details, source: str, stage: str, url: str
    ) -> IndexReport:
        return await self.threads.long_work.run(
            lambda tell: self.indexer().add(
                content,
                details,
                guild=self.feed.guild,
                progress=tell,
                name=shown_url(url),
                placement=Placement(origin=source, feed=self.feed.id),
            ),
            lambda step: self.progress(replace(step, stage=f"{stage}: {step.stage}")),
            self.feed.guild,
        )

    async def _details(self, item: FeedItem, id_: str) -> Details:
        if self.artwork is not None:
            await self.artwork.keep(item.artwork_url, self.fetcher, self.feed.url)
        return Details(
            show=await self._show(id_),
            title=item.title,
            episode=id_,
            published=item.published,
            guests=item.guests,
            hosts=item.hosts,
            duration=item.duration,
            audio_url=self._public(item.audio_url),
            video_url=self._public(item.video_url),
            page_url=self._public(item.page_url),
            chapters=await self._chapters(item),
            soundbites=item.soundbites,
            description=item.description,
            artwork_url=item.artwork_url,
            license=item.license,
        )

    async def _show(self, id_: str) -> str:
        """Return the title of the show that an episode is in: somebody may have moved it to another one."""
        find = self.catalog.indexed_episodes
        indexed = await self.threads.lookups.run(find, self.feed.guild, id=id_)
        return indexed[0].episode.show.title if indexed else self.feed.show

    async def _indexed_transcript(self, tracked: feed_records.TrackedItem) -> bytes | None:
        """Return the transcript that the item's episode was made from, if it is in the library."""
        indexed = await self._indexed(tracked)
        if indexed is None:
            return None
        read = self.catalog.original_transcript
        return (await self.threads.lookups.run(read, indexed.episode.generation))[0]

    async def _indexed(self, tracked: feed_records.TrackedItem) -> IndexedEpisode | None:
        if tracked.episode is None:
            return None
        find = self.catalog.indexed_episodes
        indexed = await self.threads.lookups.run(find, self.feed.guild, id=tracked.episode)
        return indexed[0] if indexed else None

    async def _chapters(self, item: FeedItem) -> tuple[Chapter, ...]:
        """Return the item's chapters; none where they can't be fetched, as no answer needs them."""
        if item.chapters is None:
            return ()
        try:
            fetched = await self.fetcher.fetch(item.chapters, CHAPTERS_CONTENT, sign_in=self.feed.url)
            return await parse_chapters(fetched.content or b"")
        except (FetchError, FeedError) as error:
            _log.warning("%r of feed %d is indexed without its chapters: %s", item.title, self.feed.id, error)
            return ()

    def _public(self, link: str | None) -> str | None:
        """Return a link, unless it has a secret of the feed's in it: members see it."""
        return None if reveals(link, self.feed.url) else link

    def _source(self, key: str) -> str:
        """Return what identifies an item of the feed as the source of an episode."""
        return f"{self.feed.url}#{key}"

    def _assign_episode_id(self, key: str, item: FeedItem, content: bytes) -> str:
        """Return the id of the item's episode: that of an episode of the same transcript or item, if any.

        An earlier subscription to the feed may have made that episode. An equal title says nothing.
        """
        show = self.catalog.shows.id_for(self.feed.guild, self.feed.show)
        guild, hash_ = self.feed.guild, TranscriptSource(content, "").hash
        same = self.catalog.indexed_episodes(
            guild, transcript=hash_, show=show
        ) or self.catalog.indexed_episodes(guild, source=self._source(key))
        name = filename_hints.parse_filename(item.title)
        number = item.number if item.number is not None else name.number
        wanted = filename_hints.suggest_episode_id(
            show, filename_hints.FilenameHints(name.title, number, season=item.season), item.title
        )
        own = same[0].episode.id if same else None
        return self.catalog.feed_items.assign_episode_id(self.feed.id, key, self.feed.guild, wanted, own)
