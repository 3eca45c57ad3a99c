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
class Presented:
    """What the catalog holds of an episode: its chapters are at seconds of the transcript.

    `artwork` is the file of its picture (JPEG), `version` that of the catalog, which rises with every visible
    change.
    """

    presentation: Presentation = field(default_factory=Presentation)
    chapters: tuple[Chapter, ...] = ()
    artwork: Path | None = None
    version: int = 0


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
        self._known: LRUCache[tuple[int, int], Presented] = LRUCache(MAX_KNOWN)
        self._lock = threading.Lock()

    async def of(self, episode: Episode) -> Presented:
        """Return what is shown of an episode."""
        return await self._threads.lookups.run(self._read, episode)

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
        """Delete the artwork that no episode uses."""
        self._artwork.prune(self._catalog.pages.artwork_urls())

    def _read(self, episode: Episode) -> Presented:
        version = self._catalog.version()
        with self._lock:
            known = self._known.get((episode.key, version))
        if known is None:
            known = replace(self._look_up(episode), version=version)
            with self._lock:
                self._known[episode.key, version] = known
        return replace(known, artwork=self._artwork.find(known.presentation.artwork_url))

    def _look_up(self, episode: Episode) -> Presented:
        for record in self._catalog.indexed_episodes(episode.show.guild, key=episode.key):
            offset = next((medium.offset for medium in episode.media if medium.kind == "audio"), 0.0)
            if offset is None:  # nobody knows how the feed's times relate to the transcript's
                return Presented(record.presentation)
            chapters = (replace(chapter, start=chapter.start - offset) for chapter in record.chapters)
            return Presented(record.presentation, tuple(chapters))
        return Presented()
