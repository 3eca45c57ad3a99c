"""Make the token vectors that current generations lack, in the background and after all that is urgent."""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.disk_space import require_space
from retrieval.catalog.records import GenerationRef
from retrieval.errors import PodciteError
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.healing_lock import HealingLock
from retrieval.index.segment_embedding import SegmentEmbedder
from retrieval.index.token_store import BYTES_PER_SEGMENT, TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.index.writer_lock import WriterLock
from retrieval.models import ProgressSink

TOKENS_LOCK_FILE = "tokens.lock"
"""The file in the data folder that the process locks which makes token vectors."""
RETRY_SECONDS = 3600.0
"""Pause after a failure, such as a full disk, in seconds."""
_log = logging.getLogger(__name__)


class TokenHealer:
    """Makes token vectors of the newest episodes first, as many as stay below the size limit.

    Answers do without those that are missing, so that a failure is logged and no problem.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        tokens: TokenStore | None,
        embeddings: Callable[[], EmbeddingModel],
        home: Path,
    ) -> None:
        self._catalog, self._tokens, self._embeddings, self._home = catalog, tokens, embeddings, home
        self._embedder = SegmentEmbedder(catalog, vectors, tokens)
        self._paused_until = float("-inf")
        self._too_large: set[int] = set()

    def missing(self) -> list[GenerationRef]:
        """Return the current generations to make token vectors of now, newest first; none after a failure."""
        return [] if time.monotonic() < self._paused_until else self._fitting(self._lacking())

    def fill(self, progress: ProgressSink, is_urgent: Callable[[], bool]) -> int:
        """Make what is missing until something else `is_urgent`; return of how many generations that was.

        Nothing is done while another process does it.
        """
        made = 0
        with HealingLock(self._home, TOKENS_LOCK_FILE).hold() as is_held:
            for ref in self.missing() if is_held else ():
                if is_urgent():
                    break
                try:
                    made += self._make(ref, progress)
                except (OSError, PodciteError) as error:
                    _log.warning("Token vectors can't be made for now: %s", error)
                    self._paused_until = time.monotonic() + RETRY_SECONDS
                    break
        return made

    def describe(self) -> str:
        """Return a sentence about how many episodes have token vectors; empty if none are to have any."""
        if self._tokens is None or not self._is_used():
            return ""
        total, lacking = len(self._catalog.generations.of_model(self._tokens.model)), self._lacking()
        size = self._tokens.size() / 1e6
        finding = f"{total - len(lacking):,} of {total:,} episodes have them, {size:,.0f} MB"
        if self._fitting(lacking):
            return f"{finding}; the bot makes others in the background, `podcite doctor --fix` at once"
        if lacking:
            return f"{finding}; the others are ranked without, as PODCITE_TOKEN_VECTORS_MB is reached"
        return finding

    def _is_used(self) -> bool:
        return self._tokens is not None and self._tokens.is_on and self._embeddings().makes_tokens

    def _lacking(self) -> list[GenerationRef]:
        """Return the current generations by this model without usable token vectors, newest first."""
        tokens = self._tokens
        if tokens is None or not self._is_used():
            return []
        refs = self._catalog.generations.of_model(tokens.model)
        return [ref for ref in refs if not tokens.holds(ref.generation, ref.segments)]

    def _fitting(self, refs: Sequence[GenerationRef]) -> list[GenerationRef]:
        """Return the first of them, as many as there is room for by their average size."""
        free = self._tokens.free_bytes() if self._tokens else 0
        refs = [ref for ref in refs if ref.generation not in self._too_large]
        if free is None:
            return refs
        sizes = accumulate(ref.segments * BYTES_PER_SEGMENT for ref in refs)
        return [ref for ref, size in zip(refs, sizes, strict=True) if size <= free]

    def _make(self, ref: GenerationRef, progress: ProgressSink) -> bool:
        """Make and store the token vectors of a generation; return whether they are stored."""
        segments = self._catalog.transcript(ref.generation)
        if self._tokens is None or not segments:  # removed meanwhile
            return False
        require_space(self._home, ref.segments * BYTES_PER_SEGMENT)
        tokens = self._embedder.embed(self._embeddings(), segments, progress).tokens
        with WriterLock(self._home).acquire("storing token vectors"):
            if ref not in self._catalog.generations.kept():
                return False
            if tokens is not None and self._tokens.write(ref.generation, tokens):
                return True
        self._too_large.add(ref.generation)
        return False
