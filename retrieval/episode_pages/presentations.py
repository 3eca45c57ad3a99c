"""What the makers of episodes show of them: descriptions, artwork and licenses."""

import threading
from pathlib import Path

from cachetools import LRUCache

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.fetching.artwork import ArtworkStore
from retrieval.fetching.fetcher import Fetcher
from retrieval.models import Episode, Presentation

MAX_KNOWN = 1_000
"""Episodes whose presentation is kept in memory; each takes a few kilobytes."""


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
        self._known: LRUCache[tuple[int, int], Presentation] = LRUCache(MAX_KNOWN)
        self._lock = threading.Lock()

    async def of(self, episode: Episode) -> tuple[Presentation, Path | None]:
        """Return what is shown of an episode, and the file of its artwork (JPEG) if there is one."""
        return await self._threads.lookups.run(self._read, episode)

    async def fetch_artwork(self, guild: int | None, id_: str) -> None:
        """Fetch the artwork of a guild's episode unless it is kept already; failures are only logged."""
        indexed = await self._threads.lookups.run(lambda: self._catalog.indexed_episodes(guild, id=id_))
        fetcher = self._fetcher if guild is None else self._guild_fetcher
        for one in indexed:
            await self._artwork.keep(one.presentation.artwork_url, fetcher)

    def prune(self) -> None:
        """Delete the artwork that no episode has any more."""
        self._artwork.prune(self._catalog.pages.artwork_urls())

    def _read(self, episode: Episode) -> tuple[Presentation, Path | None]:
        key = (episode.key, self._catalog.version())
        with self._lock:
            shown = self._known.get(key)
        if shown is None:
            indexed = self._catalog.indexed_episodes(episode.show.guild, key=episode.key)
            shown = indexed[0].presentation if indexed else Presentation()
            with self._lock:
                self._known[key] = shown
        return shown, self._artwork.find(shown.artwork_url)
