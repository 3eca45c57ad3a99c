"""Stores the parts of pages in the catalog; each is made once per generation and read from then on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from retrieval.answering.citations import cite
from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.episode_pages.page_parts import PagePart
from retrieval.errors import LibraryError
from retrieval.models import Citation, Episode, Progress, ProgressSink, SegmentKey

_log = logging.getLogger(__name__)
T = TypeVar("T")
MakePart = Callable[[ProgressSink], Awaitable[T]]
PartKey = tuple[int, str, str]
"""(generation, name of the part, maker)."""


@dataclass
class _Making:
    """A part that is being made, and the progress sinks of those who wait for it."""

    task: "asyncio.Task[Any]"
    sinks: list[ProgressSink] = field(default_factory=list)


class PageCache:
    """Reads parts of pages from the catalog, and makes and stores those that it doesn't have."""

    def __init__(self, catalog: Catalog, threads: Threads) -> None:
        self._catalog, self._threads = catalog, threads
        self._makings: dict[PartKey, _Making] = {}

    async def get_or_make(
        self, part: PagePart[T], episode: Episode, make: MakePart[T], progress: ProgressSink | None
    ) -> T:
        """Return the stored part of an episode's page, or make and store it.

        All callers that ask for a part while it is being made wait for the same one. It is finished and
        stored even if they are all cancelled; a catalog that can't be written is only logged. Raises what
        `make` raises; then nothing is stored.
        """
        key = (episode.generation, part.name, part.maker)
        body = await self._threads.lookups.run(self._catalog.pages.get, *key)
        if body is not None:
            return await self._threads.lookups.run(self._load, part, body, episode)
        making = self._makings.get(key)
        if making is None:
            making = self._makings[key] = _Making(asyncio.ensure_future(self._make(part, key, make)))
            making.task.add_done_callback(lambda _: self._makings.pop(key, None))
        if progress is not None:
            making.sinks.append(progress)
        return cast("T", await asyncio.shield(making.task))

    async def _make(self, part: PagePart[T], key: PartKey, make: MakePart[T]) -> T:
        def report(step: Progress) -> None:
            for sink in self._makings[key].sinks:
                sink(step)

        value = await make(report)
        body = await self._threads.lookups.run(part.dump, value)
        try:
            await self._threads.lookups.run(self._catalog.pages.put, *key, body)
        except LibraryError as error:  # as on a full disk: what was made can be read all the same
            _log.warning("A part of an episode's page could not be stored: %s", error)
        return value

    def _load(self, part: PagePart[T], body: bytes, episode: Episode) -> T:
        """Return a stored part, cited again: an episode's links and title may have changed since."""
        value = part.load(body)
        generation = episode.generation
        keys = {SegmentKey(generation, citation.segment) for citation in part.list_citations(value)}
        segments = self._catalog.segments(sorted(keys))

        def cite_again(citation: Citation) -> Citation:
            return cite(episode, segments[SegmentKey(generation, citation.segment)], citation.quote)

        return part.rebuild(value, episode, cite_again)
