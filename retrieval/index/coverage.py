"""Which episodes are complete in the vectors and terms, so that answers can say what is missing."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import GenerationRef
from retrieval.errors import LibraryError
from retrieval.index.embedding_mismatch import is_replaced_automatically
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.healing_lock import HealingLock
from retrieval.index.ownership import Ownership
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore

RECOUNT_SECONDS = 30.0
"""How old a count may be after the index has changed; a count takes milliseconds."""
RETRY_SECONDS = 2.0
"""How old a count may be if it found something missing."""
_log = logging.getLogger(__name__)


class Coverage:
    """Count what is stored of each generation, and remember the result. Safe for several threads.

    Rows of other texts, which another catalog has left under the same ids, don't count; those of vectors are
    found with `embeddings`.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        terms: TermIndex,
        home: Path,
        embeddings: Callable[[], EmbeddingModel] | None = None,
    ) -> None:
        self._catalog, self._vectors, self._terms = catalog, vectors, terms
        self._ownership = Ownership(catalog, vectors, terms, embeddings)
        self._healing = HealingLock(home)
        self._lock = threading.Lock()
        self._whole: frozenset[int] = frozenset()
        self._absent: frozenset[int] = frozenset()
        self._wordless: frozenset[int] = frozenset()
        self._vectorless: frozenset[int] = frozenset()
        self._counted_at = 0.0
        self._version = ""

    def incomplete(self, generations: Iterable[int], *, recount: bool = False) -> frozenset[int]:
        """Return those of the current or previous generations that aren't stored whole.

        With `recount`, nothing that was counted before the last change of the index counts.
        """
        wanted = frozenset(generations)
        with self._lock:
            self._count_if_outdated(wanted, recount)
            return wanted & self._absent

    def without_words(self, generations: Iterable[int], *, recount: bool = False) -> frozenset[int]:
        """Return those of the incomplete generations that can't be found by their words."""
        wanted = frozenset(generations)
        with self._lock:
            self._count_if_outdated(wanted, recount)
            return wanted & self._wordless

    def without_vectors(self, generations: Iterable[int], *, recount: bool = False) -> frozenset[int]:
        """Return those of the incomplete generations that have not all of their vectors."""
        wanted = frozenset(generations)
        with self._lock:
            self._count_if_outdated(wanted, recount)
            return wanted & self._vectorless

    def _count_if_outdated(self, wanted: frozenset[int], recount: bool) -> None:
        if not self._is_outdated(wanted, recount):
            return
        version = self._index_version()
        refs = self._catalog.generations.kept()
        wordless, vectorless = _absent(refs, self._count_terms()), self._find_vectorless(refs)
        wordless |= self._ownership.foreign_words([ref for ref in refs if ref.generation not in wordless])
        vectorless |= self._ownership.foreign_vectors(
            [ref for ref in refs if ref.generation not in vectorless]
        )
        self._wordless, self._vectorless = frozenset(wordless), frozenset(vectorless)
        self._absent = self._wordless | self._vectorless
        self._whole = frozenset(ref.generation for ref in refs) - self._absent
        self._version, self._counted_at = version, time.monotonic()

    def _is_outdated(self, wanted: frozenset[int], recount: bool) -> bool:
        if not wanted <= self._whole | self._absent:
            return True
        age = time.monotonic() - self._counted_at
        if wanted & self._absent and (recount or age > RETRY_SECONDS):
            return True
        return (recount or age > RECOUNT_SECONDS) and self._version != self._index_version()

    def is_being_rebuilt(self) -> bool:
        """Return whether this or another process is rebuilding the index at this moment."""
        return self._healing.is_held()

    def find_incomplete(self, refs: Sequence[GenerationRef]) -> list[GenerationRef]:
        """Count the vectors and the terms of these generations, and return those that lack some.

        Vectors of a model whose place another one takes don't count: no question is compared with them.
        """
        absent = _absent(refs, self._count_terms()) | self._find_vectorless(refs)
        return [ref for ref in refs if ref.generation in absent]

    def _find_vectorless(self, refs: Sequence[GenerationRef]) -> set[int]:
        by_collection: defaultdict[tuple[int, str], list[GenerationRef]] = defaultdict(list)
        for ref in refs:
            if not is_replaced_automatically(ref.model, self._vectors.model):
                by_collection[ref.show, ref.model].append(ref)
        problems = dict[str, LibraryError]()
        absent = {
            generation
            for (show, model), of_show in by_collection.items()
            for generation in _absent(of_show, self._count_vectors(show, model, of_show, problems))
        }
        for problem in problems.values():  # each once, and not for each show
            _log.warning("%s", problem)
        return absent

    def _count_terms(self) -> dict[int, int]:
        try:
            return self._terms.counts()
        except LibraryError as error:
            _log.warning("%s", error)
            return {}

    def _count_vectors(
        self, show: int, model: str, refs: Sequence[GenerationRef], problems: dict[str, LibraryError]
    ) -> dict[int, int]:
        """Return the vectors of these generations; none, and why in `problems`, where they can't be read."""
        vectors = self._vectors.for_model(model)
        try:
            # Listing every id takes far longer than counting them.
            if vectors.count(show) == sum(ref.segments for ref in refs):
                return {ref.generation: ref.segments for ref in refs}
            return vectors.counts(show)
        except LibraryError as error:
            problems[str(error)] = error
            return {}

    def _index_version(self) -> str:
        return f"{self._vectors.version()} {self._terms.version()}"


def _absent(refs: Iterable[GenerationRef], counts: dict[int, int]) -> set[int]:
    return {ref.generation for ref in refs if counts.get(ref.generation, 0) != ref.segments}
