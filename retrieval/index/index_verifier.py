"""Check that what is stored of a generation is whole and found by searches, and link vectors that aren't."""

import logging

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import GenerationRef
from retrieval.errors import LibraryError
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Segment, SegmentKey
from retrieval.texts import Text

MIN_STORED_COSINE = 0.98
"""Least cosine of a stored vector and the result of a search for it, from which it counts as found."""
MAX_REPAIRS = 5
"""How often vectors that a search doesn't find are stored again; once mostly suffices."""
VECTOR_TOLERANCE = 1e-4
"""How far a component of a stored unit vector may be off: float32 rounding stays far below."""
_log = logging.getLogger(__name__)


class IndexVerifier:
    """Compares the vectors and terms of generations with what the catalog holds of them."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, terms: TermIndex) -> None:
        self._catalog, self._vectors, self._terms = catalog, vectors, terms

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

    def verify(self, generation: GenerationRef, vectors: NDArray[float32]) -> None:
        """Raise LibraryError unless all vectors and terms are stored and searches find sample segments."""
        stored = self._vectors.fetch(generation.show, generation.generation, len(vectors))
        is_stored = numpy.allclose(stored, vectors, atol=VECTOR_TOLERANCE) and self._terms.count(
            generation.generation
        ) == len(vectors)
        if not is_stored or not all(
            self._is_searchable(generation, number, vectors[number - 1])
            for number in _sample_numbers(len(vectors))
        ):
            raise LibraryError(
                Text("The index was not stored completely, so nothing was changed; try again.")
            )

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


def _sample_numbers(count: int) -> tuple[int, ...]:
    """Return the numbers of the first, the middle and the last of `count` segments."""
    return tuple(dict.fromkeys((1, count // 2 + 1, count)))
