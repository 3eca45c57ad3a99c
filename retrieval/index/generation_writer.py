"""The catalog, the vectors and the terms written as one: an episode is wholly old or wholly new."""

import logging
from collections.abc import Sequence
from functools import partial

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin, GenerationRef, IndexedEpisode
from retrieval.errors import LibraryError, NotFoundError, PodciteError
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Segment

ALIKE = 0.98
"""The cosine of a stored vector and the one that was to be stored, at least."""
_log = logging.getLogger(__name__)


class Storage:
    """For one writer at a time, who holds the lock; reading needs none."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, terms: TermIndex) -> None:
        self._catalog, self._vectors, self._terms = catalog, vectors, terms

    def publish(
        self, entry: EpisodeRecord, origin: GenerationOrigin, parts: Sequence[Segment], rows: NDArray[float32]
    ) -> None:
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

    def roll_back(self, made: IndexedEpisode) -> GenerationRef:
        """Go back to an episode's previous generation, after a look whether that is whole.

        Raises NotFoundError where there is none, LibraryError where it can't answer.
        """
        self.clean_up()
        back = self._catalog.generations.previous(made.episode.key)
        if back is None:
            raise NotFoundError(f"There is no earlier version of {made.episode.id!r} to go back to.")
        if back.model != made.model:
            raise LibraryError(
                f"The earlier version of {made.episode.id!r} was made with the embedding model {back.model}, "
                "which answers no question any more."
            )
        rows = self._vectors.fetch(back.show, back.generation, back.segments)
        self._check(back, rows)
        self._catalog.generations.roll_back(made.episode.key)
        return back

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

    def known_vectors(self, made: IndexedEpisode, model: str) -> dict[str, NDArray[float32]]:
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

    def is_whole(self, made: IndexedEpisode, parts: Sequence[Segment]) -> bool:
        """Whether just these segments are stored, every one with its vector and its terms."""
        episode = made.episode
        if self._catalog.transcript(episode.generation) != tuple(parts):
            return False
        if self._terms.count(episode.generation) != len(parts):
            return False
        return len(self.known_vectors(made, made.model)) > 0

    def _check(self, begun: GenerationRef, rows: NDArray[float32]) -> None:
        """Raises LibraryError unless every segment has its vector and its terms, and samples are found."""
        stored = self._vectors.fetch(begun.show, begun.generation, len(rows))
        whole = numpy.allclose(stored, rows, atol=1e-4) and self._terms.count(begun.generation) == len(rows)
        if not whole or not all(map(partial(self._finds, begun, rows), _samples(len(rows)))):
            raise LibraryError("The index was not stored whole, so nothing was changed; try again.")

    def _finds(self, begun: GenerationRef, rows: NDArray[float32], at: int) -> bool:
        """Whether a question that is a segment's own words finds it, by either search.

        By vectors it may be the same words of another generation.
        """
        near = self._vectors.search(begun.show, rows[at], 1)
        number = at + 1
        (segment,) = self._catalog.segments([(begun.generation, number)]).values()
        same = self._terms.search(segment.text, begun.segments, generation=begun.generation)
        has_words = self._terms.has_words(segment.text)
        return bool(near) and near[0][2] > ALIKE and (not has_words or number in {hit[1] for hit in same})

    def _end(self, left: GenerationRef) -> None:
        vectors = self._vectors.of(left.model)
        if self._catalog.generations.is_last_of_show_and_model(left):
            vectors.drop(left.show)
        else:
            vectors.remove(left.show, left.generation, left.segments)
        self._terms.remove(left.generation)
        self._catalog.generations.forget(left.generation)


def _samples(count: int) -> tuple[int, ...]:
    """The positions that are tried: at the beginning, in the middle and at the end."""
    return tuple(dict.fromkeys((0, count // 2, count - 1)))
