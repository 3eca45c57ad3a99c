"""The catalog, the vectors and the terms written as one: an episode is wholly old or wholly new."""

import logging
from collections.abc import Sequence

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog import Catalog, Entry, Leftover, Made
from retrieval.catalog.generations import Origin
from retrieval.errors import LibraryError, PodciteError
from retrieval.models import Segment
from retrieval.terms import Terms
from retrieval.vectors import Vectors

_log = logging.getLogger(__name__)


class Storage:
    """For one writer at a time, who holds the lock; reading needs none."""

    def __init__(self, catalog: Catalog, vectors: Vectors, terms: Terms) -> None:
        self._catalog, self._vectors, self._terms = catalog, vectors, terms

    def publish(self, entry: Entry, origin: Origin, parts: Sequence[Segment], rows: NDArray[float32]) -> None:
        """Store a new generation of an episode everywhere, check it, and switch to it in one transaction.

        Raises LibraryError; whatever fails or interrupts it before the switch leaves nothing behind.
        """
        self.clean_up()
        try:
            begun = self._catalog.generations.begin(entry, origin, parts)
            self._vectors.add(begun.show, begun.generation, [part.number for part in parts], rows)
            self._terms.add(begun.show, begun.generation, parts)
            self._check(begun, rows)
            self._catalog.generations.switch(begun.generation, entry)
        finally:  # what failed, or what the new generation displaced
            self.clean_up()

    def remove(self, episode: int) -> None:
        """Take an episode out of every answer, then off the disk."""
        self._catalog.generations.remove(episode)
        self.clean_up()

    def clean_up(self) -> int:
        """End what no episode needs, and give how many generations that were.

        What fails stays known to the catalog for the next time, and is no error: no answer can meet it.
        """
        ended = 0
        try:
            for left in self._catalog.generations.leftovers():
                self._end(left)
                ended += 1
        except PodciteError as error:
            _log.warning("something stays for the next cleaning up: %s", error)
        return ended

    def known_vectors(self, made: Made, model: str) -> dict[str, NDArray[float32]]:
        """The vectors that an episode has, by their segments' texts; none where they aren't of this model."""
        if made.model != model:
            return {}
        episode = made.episode
        try:
            rows = self._vectors.fetch(episode.show.key, episode.generation, episode.segments)
        except LibraryError as error:
            _log.warning("no vector of %s can be used again: %s", episode.id, error)
            return {}
        texts = [part.text for part in self._catalog.transcript(episode.generation)]
        return dict(zip(texts, rows, strict=True))

    def is_whole(self, made: Made, parts: Sequence[Segment]) -> bool:
        """Whether just these segments are stored, every one with its vector and its terms."""
        episode = made.episode
        if self._catalog.transcript(episode.generation) != tuple(parts):
            return False
        if self._terms.count(episode.generation) != len(parts):
            return False
        return len(self.known_vectors(made, made.model)) > 0

    def _check(self, begun: Leftover, rows: NDArray[float32]) -> None:
        stored = self._vectors.fetch(begun.show, begun.generation, len(rows))
        if not numpy.allclose(stored, rows, atol=1e-4) or self._terms.count(begun.generation) != len(rows):
            raise LibraryError("The index was not stored whole, so nothing was changed; try again.")

    def _end(self, left: Leftover) -> None:
        vectors = self._vectors.of(left.model)
        if self._catalog.generations.is_last(left):
            vectors.drop(left.show)
        else:
            vectors.remove(left.show, left.generation, left.segments)
        self._terms.remove(left.generation)
        self._catalog.generations.forget(left.generation)
