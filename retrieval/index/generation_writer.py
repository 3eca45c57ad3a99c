"""Write an episode to the catalog, the vectors and the terms so that it is wholly old or wholly new."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin, GenerationRef, IndexedEpisode
from retrieval.errors import LibraryError, NotFoundError, PodciteError
from retrieval.index.embedding_mismatch import is_replaced_automatically
from retrieval.index.index_verifier import IndexVerifier
from retrieval.index.stale_rows import clear_stale_rows, find_stale_rows, may_hold_stale_rows
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import StoredTokens, TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.models import Segment
from retrieval.texts import Text

_log = logging.getLogger(__name__)


class GenerationWriter:
    """Publish, roll back and delete generations; methods that write need the writer lock to be held.

    Token vectors are stored where they are given and there is room; that they aren't is no failure.
    """

    def __init__(
        self, catalog: Catalog, vectors: VectorStore, terms: TermIndex, tokens: TokenStore | None = None
    ) -> None:
        self._catalog, self._vectors, self._terms, self._tokens = catalog, vectors, terms, tokens
        self._verifier = IndexVerifier(catalog, vectors, terms)

    def publish(
        self,
        record: EpisodeRecord,
        origin: GenerationOrigin,
        segments: Sequence[Segment],
        vectors: NDArray[float32],
        tokens: StoredTokens | None = None,
    ) -> None:
        """Store a new generation of an episode everywhere, verify it, and switch to it in one transaction.

        `vectors` has one unit row per segment, `tokens` its token vectors. Raises LibraryError; if anything
        fails or is interrupted before the switch, nothing of the generation remains.
        """
        self.remove_leftovers()
        try:
            begun = self._catalog.generations.begin(record, origin, segments)
            self._clear_stale_rows(begun)
            self._vectors.add(begun.show, begun.generation, [segment.number for segment in segments], vectors)
            self._terms.add(begun.show, begun.generation, segments)
            self.store_tokens(begun.generation, tokens)
            self._verifier.relink(begun, vectors)
            self._verifier.verify(begun, vectors)
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
            raise NotFoundError(
                Text("There is no earlier version of {id!r} to go back to.", id=indexed.episode.id)
            )
        if is_replaced_automatically(previous.model, self._vectors.model):
            raise LibraryError(
                Text(
                    "The earlier version of {id!r} isn't indexed with the new embedding model yet: try "
                    "again later.",
                    id=indexed.episode.id,
                )
            )
        if previous.model != indexed.model:
            raise LibraryError(
                Text(
                    "The earlier version of {id!r} was made with the embedding model {model}, which is "
                    "no longer used.",
                    id=indexed.episode.id,
                    model=previous.model,
                )
            )
        vectors = self._vectors.fetch(previous.show, previous.generation, previous.segments)
        self._verifier.relink(previous, vectors)
        self._verifier.verify(previous, vectors)
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
            _log.warning("something stays for the next clean-up: %s", error)
        return deleted

    def is_complete(self, indexed: IndexedEpisode, segments: Sequence[Segment]) -> bool:
        """Return whether exactly these segments are stored, each with its vector and its terms."""
        episode = indexed.episode
        if not self.has_segments(indexed, segments):
            return False
        if self._terms.count(episode.generation) != len(segments):
            return False
        try:
            vectors = self._vectors.fetch(episode.partition, episode.generation, len(segments))
        except LibraryError as error:
            _log.warning("the vectors of %s are not whole: %s", episode.id, error)
            return False
        return len(vectors) > 0

    def has_segments(self, indexed: IndexedEpisode, segments: Sequence[Segment]) -> bool:
        """Return whether the catalog holds exactly these segments of an episode."""
        return self._catalog.transcript(indexed.episode.generation, named=False) == tuple(segments)

    def restore(
        self,
        generation: GenerationRef,
        segments: Sequence[Segment],
        vectors: NDArray[float32],
        tokens: StoredTokens | None = None,
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
        self._verifier.relink(generation, vectors)
        self.store_tokens(generation.generation, tokens)
        self._terms.add(generation.show, generation.generation, segments)
        self._verifier.verify(generation, vectors)

    def change_model(
        self,
        generation: GenerationRef,
        model: str,
        segments: Sequence[Segment],
        vectors: NDArray[float32],
        tokens: StoredTokens | None = None,
    ) -> None:
        """Replace a kept generation's vectors by another model's. On LibraryError, the old ones are used."""
        changed = replace(generation, model=model)
        has_terms = self._terms.count(generation.generation) == len(segments)
        if has_terms and self._verifier.has_own_words(generation):
            numbers = [segment.number for segment in segments]
            self._vectors.add(generation.show, generation.generation, numbers, vectors)
            self.store_tokens(generation.generation, tokens)
            self._verifier.relink(changed, vectors)
            self._verifier.verify(changed, vectors)
        else:
            self.restore(changed, segments, vectors, tokens)
        self._catalog.generations.change_model(generation.generation, model, int(vectors.shape[1]))
        self._delete_vectors(generation)

    def store_tokens(self, generation: int, tokens: StoredTokens | None) -> bool:
        """Store a generation's token vectors, or remove what is stored of them; return whether they are.

        A failure is logged, not raised: only the last step of ranking reads them.
        """
        if self._tokens is None:
            return False
        try:
            if tokens is None:
                self._tokens.remove(generation)
                return False
            return self._tokens.write(generation, tokens)
        except OSError as error:
            _log.warning("The token vectors of generation %d are not stored: %s", generation, error)
            return False

    def _clear_stale_rows(self, begun: GenerationRef) -> None:
        """Delete rows of an earlier catalog, which may have used the ids that this one is about to use."""
        stores = self._vectors, self._terms, self._tokens
        if not may_hold_stale_rows(self._catalog, *stores, begun.generation):
            return
        stale = find_stale_rows(self._catalog, *stores, ignoring=begun.generation)
        _log.warning("Clearing the index of %d generations and shows that the catalog lacks", len(stale))
        clear_stale_rows(*stores, stale)

    def _delete(self, leftover: GenerationRef) -> None:
        self._delete_vectors(leftover)
        self._terms.remove(leftover.generation)
        self.store_tokens(leftover.generation, None)
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
    return GenerationRef(episode.generation, episode.partition, indexed.model, episode.segments)
