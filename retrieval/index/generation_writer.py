"""Write an episode to the catalog, the vectors and the terms so that it is wholly old or wholly new."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin, GenerationRef, IndexedEpisode
from retrieval.errors import LibraryError, NotFoundError, PodciteError
from retrieval.index.embedding_mismatch import is_replaced_automatically
from retrieval.index.stale_rows import clear_stale_rows, find_stale_rows, may_hold_stale_rows
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Segment, SegmentKey

MIN_STORED_COSINE = 0.98
"""The lowest cosine similarity at which a search for a stored vector has found that vector, or its equal."""
MAX_REPAIRS = 5
"""How often vectors that a search doesn't find are stored again; once mostly suffices."""
VECTOR_TOLERANCE = 1e-4
"""How far a component of a stored unit vector may be off: float32 rounding stays far below."""
_log = logging.getLogger(__name__)


class GenerationWriter:
    """Publish, roll back and delete generations; methods that write need the writer lock to be held."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, terms: TermIndex) -> None:
        self._catalog, self._vectors, self._terms = catalog, vectors, terms

    def publish(
        self,
        record: EpisodeRecord,
        origin: GenerationOrigin,
        segments: Sequence[Segment],
        vectors: NDArray[float32],
    ) -> None:
        """Store a new generation of an episode everywhere, verify it, and switch to it in one transaction.

        `vectors` has one unit row per segment. Raises LibraryError; if anything fails or is interrupted
        before the switch, nothing of the generation remains.
        """
        self.remove_leftovers()
        try:
            begun = self._catalog.generations.begin(record, origin, segments)
            self._clear_stale_rows(begun)
            self._vectors.add(begun.show, begun.generation, [segment.number for segment in segments], vectors)
            self._terms.add(begun.show, begun.generation, segments)
            self.relink(begun, vectors)
            self._verify(begun, vectors)
            self._catalog.generations.switch(begun.generation, record)
        finally:  # the failed generation, or the one that the new generation displaced
            self.remove_leftovers()

    def roll_back(self, indexed: IndexedEpisode) -> GenerationRef:
        """Switch to an episode's previous generation, after verifying that it is complete, and return it.

        Raises NotFoundError if there is none, LibraryError if it can't be used.
        """
        self.remove_leftovers()
        previous = self._catalog.generations.previous(indexed.episode.key)
        if previous is None:
            raise NotFoundError(f"There is no earlier version of {indexed.episode.id!r} to go back to.")
        if is_replaced_automatically(previous.model, self._vectors.model):
            raise LibraryError(
                f"The earlier version of {indexed.episode.id!r} isn't indexed with the new embedding model "
                "yet: try again later."
            )
        if previous.model != indexed.model:
            raise LibraryError(
                f"The earlier version of {indexed.episode.id!r} was made with the embedding model "
                f"{previous.model}, which answers no question any more."
            )
        vectors = self._vectors.fetch(previous.show, previous.generation, previous.segments)
        self.relink(previous, vectors)
        self._verify(previous, vectors)
        self._catalog.generations.roll_back(indexed.episode.key)
        return previous

    def remove(self, episode_key: int) -> None:
        """Remove an episode from all answers, then from the disk."""
        self._catalog.generations.remove(episode_key)
        self.remove_leftovers()

    def remove_leftovers(self) -> int:
        """Delete the generations that no episode needs, and return how many were deleted.

        A failure is logged, not raised: no answer uses these generations, and the catalog lists them until
        they are deleted.
        """
        deleted = 0
        try:
            for leftover in self._catalog.generations.leftovers():
                self._delete(leftover)
                deleted += 1
        except PodciteError as error:
            _log.warning("something stays for the next cleaning up: %s", error)
        return deleted

    def reusable_vectors(self, indexed: IndexedEpisode, model: str) -> dict[str, NDArray[float32]]:
        """Return an episode's vectors by the text of their segments; none if another model made them."""
        if indexed.model != model:
            return {}
        episode = indexed.episode
        try:
            vectors = self._vectors.fetch(episode.show.key, episode.generation, episode.segments)
        except LibraryError as error:
            _log.warning("no vector of %s can be used again: %s", episode.id, error)
            return {}
        texts = [segment.text for segment in self._catalog.transcript(episode.generation)]
        return dict(zip(texts, vectors, strict=True))

    def is_complete(self, indexed: IndexedEpisode, segments: Sequence[Segment]) -> bool:
        """Return whether exactly these segments are stored, each with its vector and its terms."""
        episode = indexed.episode
        if not self.has_segments(indexed, segments):
            return False
        if self._terms.count(episode.generation) != len(segments):
            return False
        return len(self.reusable_vectors(indexed, indexed.model)) > 0

    def has_segments(self, indexed: IndexedEpisode, segments: Sequence[Segment]) -> bool:
        """Return whether the catalog holds exactly these segments of an episode."""
        return self._catalog.transcript(indexed.episode.generation) == tuple(segments)

    def restore(
        self, generation: GenerationRef, segments: Sequence[Segment], vectors: NDArray[float32]
    ) -> None:
        """Store the vectors and terms of a current or previous generation again, in place of what is stored.

        The terms come last and in one commit: until then the generation counts as incomplete. Raises
        LibraryError.
        """
        self._terms.remove(generation.generation)
        stored = self._vectors.counts(generation.show).get(generation.generation, 0)
        if stored > generation.segments:
            self._vectors.remove(generation.show, generation.generation)
        self._vectors.add(
            generation.show, generation.generation, [segment.number for segment in segments], vectors
        )
        self.relink(generation, vectors)
        self._terms.add(generation.show, generation.generation, segments)
        self._verify(generation, vectors)

    def change_model(
        self, generation: GenerationRef, model: str, segments: Sequence[Segment], vectors: NDArray[float32]
    ) -> None:
        """Replace a kept generation's vectors by another model's. Raises LibraryError; then the old count."""
        changed = replace(generation, model=model)
        if self._terms.count(generation.generation) == len(segments) and self.has_own_words(generation):
            numbers = [segment.number for segment in segments]
            self._vectors.add(generation.show, generation.generation, numbers, vectors)
            self.relink(changed, vectors)
            self._verify(changed, vectors)
        else:
            self.restore(changed, segments, vectors)
        self._catalog.generations.change_model(generation.generation, model, int(vectors.shape[1]))
        self._delete_vectors(generation)

    def has_own_words(self, generation: GenerationRef) -> bool:
        """Return whether sample segments of a generation are in the terms with all of their words."""
        numbers = _sample_numbers(generation.segments)
        keys = [SegmentKey(generation.generation, number) for number in numbers]
        texts = {segment.text for segment in self._catalog.segments(keys).values()}
        counts = self._terms.count_words(texts, [generation.generation])
        return bool(texts) and all(count or not self._terms.has_words(text) for text, count in counts.items())

    def unreachable(self, generation: GenerationRef, vectors: NDArray[float32]) -> list[int]:
        """Return the numbers of the segments whose vectors a search doesn't find.

        By chance, Chroma's graph sometimes has no path to a vector that it holds; storing it again links it.
        See https://github.com/chroma-core/chroma/issues/7758.
        """
        store = self._vectors.for_model(generation.model)
        nearest = store.nearest_scores(generation.show, vectors)
        return [number for number, score in enumerate(nearest, 1) if score <= MIN_STORED_COSINE]

    def relink(self, generation: GenerationRef, vectors: NDArray[float32]) -> None:
        """Store the vectors again that a search doesn't find."""
        for _ in range(MAX_REPAIRS):
            numbers = self.unreachable(generation, vectors)
            if not numbers:
                return
            _log.info("the vectors of segments %s are not found and stored again", numbers)
            rows = vectors[[number - 1 for number in numbers]]
            self._vectors.add(generation.show, generation.generation, numbers, rows)

    def _clear_stale_rows(self, begun: GenerationRef) -> None:
        """Delete rows of an earlier catalog, which may have used the ids that this one is about to use."""
        if not may_hold_stale_rows(self._catalog, self._vectors, self._terms, begun.generation):
            return
        stale = find_stale_rows(self._catalog, self._vectors, self._terms, ignoring=begun.generation)
        _log.warning("Clearing the index of %d generations and shows that the catalog lacks", len(stale))
        clear_stale_rows(self._vectors, self._terms, stale)

    def _verify(self, generation: GenerationRef, vectors: NDArray[float32]) -> None:
        """Raise LibraryError unless all vectors and terms are stored and searches find sample segments."""
        stored = self._vectors.fetch(generation.show, generation.generation, len(vectors))
        is_stored = numpy.allclose(stored, vectors, atol=VECTOR_TOLERANCE) and self._terms.count(
            generation.generation
        ) == len(vectors)
        if not is_stored or not all(
            self._is_searchable(generation, number, vectors[number - 1])
            for number in _sample_numbers(len(vectors))
        ):
            raise LibraryError("The index was not stored whole, so nothing was changed; try again.")

    def _is_searchable(self, generation: GenerationRef, number: int, vector: NDArray[float32]) -> bool:
        """Return whether both searches find a segment, by its own vector and by its own words."""
        (segment,) = self._catalog.segments([SegmentKey(generation.generation, number)]).values()
        return self._is_near_any(generation.show, vector) and self._is_found_by_words(generation, segment)

    def _is_found_by_words(self, generation: GenerationRef, segment: Segment) -> bool:
        matches = self._terms.search(segment.text, generation.segments, generation=generation.generation)
        return any(match.number == segment.number for match in matches) or not self._terms.has_words(
            segment.text
        )

    def _is_near_any(self, show: int, vector: NDArray[float32]) -> bool:
        """Return whether a search finds the vector, or its equal of the same words in another generation."""
        nearest = self._vectors.search(show, vector, 1)
        return bool(nearest) and nearest[0].score > MIN_STORED_COSINE

    def _delete(self, leftover: GenerationRef) -> None:
        self._delete_vectors(leftover)
        self._terms.remove(leftover.generation)
        self._catalog.generations.forget(leftover.generation)

    def _delete_vectors(self, unneeded: GenerationRef) -> None:
        vectors = self._vectors.for_model(unneeded.model)
        if self._catalog.generations.is_last_of_show_and_model(unneeded):
            vectors.drop(unneeded.show)
        else:
            vectors.remove(unneeded.show, unneeded.generation, unneeded.segments)


def generation_of(indexed: IndexedEpisode) -> GenerationRef:
    """Return the current generation of an episode."""
    episode = indexed.episode
    return GenerationRef(episode.generation, episode.show.key, indexed.model, episode.segments)


def _sample_numbers(count: int) -> tuple[int, ...]:
    """Return the numbers of the first, the middle and the last of `count` segments."""
    return tuple(dict.fromkeys((1, count // 2 + 1, count)))
