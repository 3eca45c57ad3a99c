"""What the makers of episodes show of them: descriptions, artwork and licenses."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cachetools import LRUCache

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.fetching.artwork import ArtworkStore
from retrieval.fetching.fetcher import Fetcher
from retrieval.models import Chapter, Episode, Presentation

MAX_KNOWN = 1_000
"""Episodes whose presentation is kept in memory; each takes a few kilobytes."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the catalog holds of an episode; chapters at seconds of the transcript."""

    presentation: Presentation = field(default_factory=Presentation)
    chapters: tuple[Chapter, ...] = ()


class Presentations:
    """Reads what is shown of episodes, and fetches the artwork that their transcripts' files name."""

    def __init__(
        self,
        catalog: Catalog,
        artwork: ArtworkStore,
        fetcher: Fetcher,
        guild_fetcher: Fetcher,
        threads: Threads,
    ) -> None:
        self._catalog, self._artwork, self._threads = catalog, artwork, threads
        self._fetcher, self._guild_fetcher = fetcher, guild_fetcher
        self._known: LRUCache[tuple[int, int], _Shown] = LRUCache(MAX_KNOWN)
        self._lock = threading.Lock()

    async def of(self, episode: Episode) -> tuple[Presentation, Path | None]:
        """Return what is shown of an episode, and the file of its artwork (JPEG) if there is one."""

        def work() -> tuple[Presentation, Path | None]:
            shown = self._read(episode).presentation
            return shown, self._artwork.find(shown.artwork_url)

        return await self._threads.lookups.run(work)

    async def chapters(self, episode: Episode) -> tuple[Chapter, ...]:
        """Return an episode's chapters, in seconds of its transcript; none where these aren't known."""
        return (await self._threads.lookups.run(self._read, episode)).chapters

    async def artwork(self, episodes: Sequence[Episode]) -> dict[int, Path]:
        """Return the files of the artwork (JPEG) of those episodes that have any, by the episode's key."""

        def work() -> dict[int, Path]:
            urls = self._catalog.pages.artwork_urls_of([episode.key for episode in episodes])
            files = {url: self._artwork.find(url) for url in set(urls.values())}
            return {key: file for key, url in urls.items() if (file := files[url])}

        return await self._threads.lookups.run(work)

    async def fetch_artwork(self, guild: int | None, id_: str) -> None:
        """Fetch the artwork of a guild's episode unless it is kept already; failures are only logged."""
        indexed = await self._threads.lookups.run(lambda: self._catalog.indexed_episodes(guild, id=id_))
        fetcher = self._fetcher if guild is None else self._guild_fetcher
        for one in indexed:
            await self._artwork.keep(one.presentation.artwork_url, fetcher)

    def prune(self) -> None:
        """Delete the artwork that no episode has any more."""
        self._artwork.prune(self._catalog.pages.artwork_urls())

    def _read(self, episode: Episode) -> _Shown:
        key = (episode.key, self._catalog.version())
        with self._lock:
            shown = self._known.get(key)
        if shown is None:
            shown = self._look_up(episode)
            with self._lock:
                self._known[key] = shown
        return shown

    def _look_up(self, episode: Episode) -> _Shown:
        for record in self._catalog.indexed_episodes(episode.show.guild, key=episode.key):
            offset = next((medium.offset for medium in episode.media if medium.kind == "audio"), 0.0)
            if offset is None:  # nobody knows how the feed's times relate to the transcript's
                return _Shown(record.presentation)
            chapters = (replace(chapter, start=chapter.start - offset) for chapter in record.chapters)
            return _Shown(record.presentation, tuple(chapters))
        return _Shown()
