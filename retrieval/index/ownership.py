"""Find generations whose stored rows are of other texts: what another catalog left under the same ids."""

import logging
from collections.abc import Callable, Sequence

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import GenerationRef
from retrieval.errors import LibraryError, PodciteError
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.index_verifier import MIN_STORED_COSINE, IndexVerifier
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import SegmentKey

SAMPLED_GENERATIONS = 32
"""How many generations are looked at: half of them the newest. If one is foreign, all are looked at."""
_log = logging.getLogger(__name__)


class Ownership:
    """Compares samples of what is stored with the texts of the catalog; what can't be read counts as foreign.

    Vectors are compared for models that run in this process only: another's would cost money or time.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        terms: TermIndex,
        embeddings: Callable[[], EmbeddingModel] | None,
    ) -> None:
        self._catalog, self._vectors, self._embeddings = catalog, vectors, embeddings
        self._verifier = IndexVerifier(catalog, vectors, terms)

    def foreign_words(self, refs: Sequence[GenerationRef]) -> set[int]:
        """Return the generations whose words are of other texts, or can't be read."""
        return self._find(refs, self._with_other_words)

    def foreign_vectors(self, refs: Sequence[GenerationRef]) -> set[int]:
        """Return the generations whose vectors are of other texts, or can't be read."""
        if self._embeddings is None or not self._vectors.model.startswith("local:"):
            return set()
        own = [ref for ref in refs if ref.model == self._vectors.model]
        try:
            return self._find(own, self._with_other_vectors)
        except PodciteError as error:  # without a model, no vector is searched either
            _log.warning("the vectors can't be compared with the texts: %s", error)
            return set()

    def _find(
        self, refs: Sequence[GenerationRef], find: Callable[[Sequence[GenerationRef]], set[int]]
    ) -> set[int]:
        sample = _sample(refs)
        foreign = find(sample) if sample else set()
        return find(refs) if foreign and len(sample) < len(refs) else foreign

    def _with_other_words(self, refs: Sequence[GenerationRef]) -> set[int]:
        return {ref.generation for ref in refs if not self._has_own_words(ref)}

    def _has_own_words(self, ref: GenerationRef) -> bool:
        try:
            return self._verifier.has_own_words(ref)
        except LibraryError as error:
            _log.warning("the words of generation %d can't be read: %s", ref.generation, error)
            return False

    def _with_other_vectors(self, refs: Sequence[GenerationRef]) -> set[int]:
        if self._embeddings is None:
            return set()
        first = self._catalog.segments([SegmentKey(ref.generation, 1) for ref in refs])
        model = self._embeddings()
        # Each alone: Podcite's model remembers such texts, and a start compares the same ones several times.
        wanted = {key.generation: model.embed([segment.text])[0] for key, segment in first.items()}
        foreign = set()
        for ref in refs:
            try:
                stored = self._vectors.fetch(ref.show, ref.generation, 1)[0]
            except LibraryError:
                foreign.add(ref.generation)
                continue
            if ref.generation in wanted and float(stored @ wanted[ref.generation]) <= MIN_STORED_COSINE:
                foreign.add(ref.generation)
        return foreign


def _sample(refs: Sequence[GenerationRef]) -> list[GenerationRef]:
    """Return the newest generations and as many others, evenly spread."""
    newest_first = sorted(refs, key=lambda ref: -ref.generation)
    newest, others = newest_first[: SAMPLED_GENERATIONS // 2], newest_first[SAMPLED_GENERATIONS // 2 :]
    step = -(-len(others) // (SAMPLED_GENERATIONS // 2)) or 1
    return newest + others[::step]
