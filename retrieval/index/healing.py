"""Rebuild what is missing or damaged of the index, from the segments that the catalog holds."""

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy
from numpy import float32

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.disk_space import DISK_FULL
from retrieval.catalog.records import GenerationRef
from retrieval.errors import LibraryError
from retrieval.index.coverage import Coverage
from retrieval.index.damaged_folders import find_damage, move_aside
from retrieval.index.embedding_mismatch import is_replaced_automatically
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.generation_writer import GenerationWriter
from retrieval.index.healing_lock import HealingLock
from retrieval.index.index_verifier import MIN_STORED_COSINE, IndexVerifier
from retrieval.index.ownership import Ownership
from retrieval.index.segment_embedding import EmbeddedSegments, EmbeddedText, SegmentEmbedder, embed_texts
from retrieval.index.stale_rows import clear_stale_rows, find_stale_rows
from retrieval.index.term_index import TermIndex
from retrieval.index.token_healing import TokenHealer
from retrieval.index.token_store import SCALE, StoredTokens, TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.index.writer_lock import WriterLock
from retrieval.models import HealingReport, ProgressSink, Segment

MIN_HEALING_BYTES = 64_000_000
"""Free disk space below which nothing is moved aside or rebuilt: Chroma fails to open on a full disk."""
PROBE_SECONDS = 2.0
"""How long healing waits for those who only look whether it is going on."""
_log = logging.getLogger(__name__)


class Healer:
    """Rebuild the vectors and the terms, one generation after the other.

    A generation keeps its id, so that citations of it stay valid. It can be killed at any moment: what is
    rebuilt stays, and the next run continues with the rest.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        terms: TermIndex,
        coverage: Coverage,
        embeddings: Callable[[], EmbeddingModel],
        home: Path,
        tokens: TokenStore | None = None,
    ) -> None:
        self._catalog, self._vectors, self._terms = catalog, vectors, terms
        self._coverage, self._embeddings, self._home = coverage, embeddings, home
        self._tokens = tokens
        self._embedder = SegmentEmbedder(catalog, vectors, tokens)
        self.token_vectors = TokenHealer(catalog, vectors, tokens, embeddings, home)
        self._writer = GenerationWriter(catalog, vectors, terms, tokens)
        self._verifier = IndexVerifier(catalog, vectors, terms)
        self._ownership = Ownership(catalog, vectors, terms, embeddings)
        self._lock = WriterLock(home)
        self._healing = HealingLock(home)

    def heal(self, progress: ProgressSink | None = None, *, relink: bool = False) -> HealingReport:
        """Repair everything, and return what was done; nothing if another process is doing it already.

        With `relink`, every vector is searched for, and stored again if the search doesn't find it. Raises
        LibraryError or ModelError; whatever was rebuilt until then stays. Token vectors come last, when
        nothing is being rebuilt any more.
        """
        report_progress = progress or (lambda _: None)
        with self._healing.hold(wait=PROBE_SECONDS) as is_held:  # a question may be looking at it
            report = self._heal(report_progress, relink) if is_held else HealingReport()
        if not is_held:
            return report
        return replace(report, tokens=self.token_vectors.fill(report_progress, self._is_urgent))

    def _heal(self, progress: ProgressSink, relink: bool) -> HealingReport:
        refs = self._catalog.generations.kept()
        if shutil.disk_usage(self._home).free < MIN_HEALING_BYTES:
            raise LibraryError(DISK_FULL)
        moved = self._move_damaged_aside(refs)
        with self._lock.acquire("cleaning up"):
            self._writer.remove_leftovers()
            stale = find_stale_rows(self._catalog, self._vectors, self._terms, self._tokens)
            clear_stale_rows(self._vectors, self._terms, self._tokens, stale)
        rebuilt, failure = self._rebuild_all(progress)
        self._coverage.incomplete((), recount=True)
        if failure is not None:
            raise failure
        relinked = self.relink() if relink else 0
        return HealingReport(rebuilt, len(stale), tuple(map(str, moved)), relinked)

    def _rebuild_all(self, progress: ProgressSink) -> tuple[int, LibraryError | None]:
        """Rebuild what can be, and return how many generations that were and the first failure, if any."""
        rebuilt, failure = 0, None
        for ref in [*self.incomplete(), *self.waiting()]:
            try:
                rebuilt += self._rebuild(ref, progress)
            except LibraryError as error:  # the others are rebuilt all the same
                _log.warning("Generation %d could not be rebuilt: %s", ref.generation, error)
                failure = failure or error
                if str(error) == DISK_FULL:
                    break
        return rebuilt, failure

    def find_damage(self, refs: Sequence[GenerationRef]) -> tuple[str | None, str | None]:
        """Return what is wrong with the folders of the vectors and of the terms, `None` if nothing is."""
        return find_damage(self._vectors, self._terms, refs, self._verifier)

    def incomplete(self) -> list[GenerationRef]:
        """Return the current and previous generations by this model that aren't stored whole.

        Besides the counts, sample segments must be stored with all of their words and with their own vectors:
        rows that another catalog left under the same id are of other texts.
        """
        model = self._embeddings().name
        refs = [ref for ref in self._catalog.generations.kept() if ref.model == model]
        absent = set(self._coverage.find_incomplete(refs))
        foreign = self._ownership.foreign_vectors([ref for ref in refs if ref not in absent])
        absent |= {ref for ref in refs if ref.generation in foreign}
        return [ref for ref in refs if ref in absent or not self._verifier.has_own_words(ref)]

    def _is_urgent(self) -> bool:
        """Return whether there is something to rebuild again, by the counts alone."""
        model = self._embeddings().name
        generations = {ref.generation for ref in self._catalog.generations.kept() if ref.model == model}
        return bool(self._coverage.incomplete(generations, recount=True) or self.waiting())

    def waiting(self) -> list[GenerationRef]:
        """Return the generations whose vectors this model's are to replace, those of new episodes first."""
        model = self._embeddings().name
        others = self._catalog.generations.of_other_models(model)
        return [ref for ref in others if is_replaced_automatically(ref.model, model)]

    def unreachable(self, ref: GenerationRef) -> list[int]:
        """Return the numbers of the segments whose vectors are stored, but not found by a search."""
        rows = self._vectors.for_model(ref.model).fetch(ref.show, ref.generation, ref.segments)
        return self._verifier.unreachable(ref, rows)

    def relink(self) -> int:
        """Store the vectors again that a search doesn't find, and return how many there were."""
        model, relinked = self._embeddings().name, 0
        for ref in self._catalog.generations.kept():
            if ref.model == model and (numbers := self._unreachable_if_kept(ref)):
                with self._lock.acquire("storing vectors again"):
                    if ref in self._catalog.generations.kept():
                        rows = self._vectors.fetch(ref.show, ref.generation, ref.segments)
                        self._verifier.relink(ref, rows)
                        relinked += len(numbers)
        return relinked

    def _unreachable_if_kept(self, ref: GenerationRef) -> list[int]:
        """Return what `unreachable` does, nothing if the generation was removed meanwhile."""
        try:
            return self.unreachable(ref)
        except LibraryError:
            if ref in self._catalog.generations.kept():
                raise
            return []

    def _move_damaged_aside(self, refs: Sequence[GenerationRef]) -> tuple[Path, ...]:
        if not any(self.find_damage(refs)):
            return ()
        with self._lock.acquire("moving damaged folders aside"):
            damages = self.find_damage(refs)
            self._vectors.close()
            self._terms.close()
            folders = [
                self._home / name
                for name, damage in zip(("vectors", "terms"), damages, strict=True)
                if damage
            ]
            return tuple(moved for folder in folders if (moved := move_aside(folder)))

    def _rebuild(self, ref: GenerationRef, progress: ProgressSink) -> bool:
        """Store a generation's vectors and terms again; return whether it was still needed."""
        segments = self._catalog.transcript(ref.generation)
        if not segments:  # removed meanwhile
            return False
        embedded = self._stored(ref, segments) or self._embedder.embed(self._embeddings(), segments, progress)
        vectors, tokens = embedded.vectors, embedded.tokens
        with self._lock.acquire("rebuilding the index of an episode", progress=progress):
            if ref not in self._catalog.generations.kept():
                return False
            model = self._embeddings().name
            if ref.model == model:
                self._writer.restore(ref, segments, vectors, tokens)
            else:
                self._writer.change_model(ref, model, segments, vectors, tokens)
        _log.info("rebuilt the index of generation %d, %d segments", ref.generation, ref.segments)
        return True

    def _stored(self, ref: GenerationRef, segments: Sequence[Segment]) -> EmbeddedSegments | None:
        """Return the stored vectors if they are all there and a sample is the text's own, else `None`."""
        try:
            rows = self._vectors.fetch(ref.show, ref.generation, ref.segments)
        except LibraryError:
            return None
        model, text = self._embeddings(), segments[0].text
        sample = embed_texts(model, [text], None, with_tokens=self._tokens is not None)[text]
        if float(rows[0] @ sample.vector) <= MIN_STORED_COSINE:
            return None
        tokens = self._tokens.read(ref.generation) if self._tokens else None
        return EmbeddedSegments(rows, tokens if tokens and _are_own(tokens, sample, ref) else None, 0)


def _are_own(tokens: StoredTokens, sample: EmbeddedText, ref: GenerationRef) -> bool:
    """Return whether stored token vectors are of as many segments, and the first segment's are `sample`'s."""
    if len(tokens) != ref.segments or sample.tokens is None or len(tokens[0]) != len(sample.tokens):
        return False
    return numpy.allclose(tokens[0].astype(float32), sample.tokens, atol=0.1 * SCALE)
