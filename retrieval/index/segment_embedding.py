"""Embed the segments of a transcript, each text once, and use again what was embedded before."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy import float32, int8
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import IndexedEpisode
from retrieval.errors import LibraryError
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.token_store import StoredTokens, TokenStore, quantize
from retrieval.index.vector_store import VectorStore
from retrieval.models import Progress, ProgressSink, Segment

TEXTS_AT_ONCE = 256
"""Texts whose token vectors are held as floats at the same time, about 40 kB each."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedText:
    """The unit vector of a text, and its token vectors if the model made them, as they are stored."""

    vector: NDArray[float32]
    tokens: NDArray[int8] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedSegments:
    """A unit row per segment, the token vectors if all have them, and how many texts were computed."""

    vectors: NDArray[float32]
    tokens: StoredTokens | None
    computed: int


class SegmentEmbedder:
    """Embeds segments; their token vectors too, if the model makes them and the store has room for them."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, tokens: TokenStore | None) -> None:
        self._catalog, self._vectors, self._tokens = catalog, vectors, tokens

    def embed(
        self,
        model: EmbeddingModel,
        segments: Sequence[Segment],
        progress: ProgressSink | None = None,
        indexed: IndexedEpisode | None = None,
    ) -> EmbeddedSegments:
        """Embed the segments, except texts of which the episode `indexed` already has all vectors.

        Raises ModelError or LibraryError.
        """
        with_tokens = self.stores_tokens(model, len(segments))
        known = self._reusable_texts(indexed) if indexed and indexed.model == model.name else {}
        if with_tokens:
            known = {text: embedded for text, embedded in known.items() if embedded.tokens is not None}
        new = list(dict.fromkeys(segment.text for segment in segments if segment.text not in known))
        if progress:
            progress(Progress("embedding", 0, len(new)))
        known |= embed_texts(model, new, progress, with_tokens=with_tokens)
        return _join([known[segment.text] for segment in segments], len(new))

    def stores_tokens(self, model: EmbeddingModel, segments: int) -> bool:
        """Return whether the token vectors of this many segments can be made and stored."""
        return model.makes_tokens and self._tokens is not None and self._tokens.has_room(segments)

    def _reusable_texts(self, indexed: IndexedEpisode) -> dict[str, EmbeddedText]:
        """Return an episode's vectors by the text of their segments, with the token vectors stored."""
        episode = indexed.episode
        try:
            vectors = self._vectors.fetch(episode.partition, episode.generation, episode.segments)
        except LibraryError as error:
            _log.warning("no vector of %s can be used again: %s", episode.id, error)
            return {}
        texts = [segment.text for segment in self._catalog.transcript(episode.generation)]
        stored = self._tokens.read(episode.generation) if self._tokens else None
        tokens = stored if stored and len(stored) == len(texts) else [None] * len(texts)
        return dict(zip(texts, map(EmbeddedText, vectors, tokens), strict=True))


def embed_texts(
    model: EmbeddingModel, texts: Sequence[str], progress: ProgressSink | None, *, with_tokens: bool
) -> dict[str, EmbeddedText]:
    """Embed each text, with its token vectors from the same pass. Raises ModelError."""
    if not with_tokens:
        return dict(zip(texts, map(EmbeddedText, model.embed(texts, progress)), strict=True))
    embedded: dict[str, EmbeddedText] = {}
    for first in range(0, len(texts), TEXTS_AT_ONCE):
        some = texts[first : first + TEXTS_AT_ONCE]
        vectors, tokens = model.embed_with_tokens(some, _offset(progress, first, len(texts)))
        stored = map(quantize, tokens) if tokens is not None else [None] * len(some)
        embedded |= zip(some, map(EmbeddedText, vectors, stored), strict=True)
    return embedded


def _offset(progress: ProgressSink | None, first: int, total: int) -> ProgressSink | None:
    if progress is None:
        return None
    return lambda step: progress(Progress(step.stage, first + step.done, total))


def _join(embedded: Sequence[EmbeddedText], computed: int) -> EmbeddedSegments:
    vectors = numpy.asarray([each.vector for each in embedded], dtype=float32)
    tokens = [each.tokens for each in embedded if each.tokens is not None]
    return EmbeddedSegments(vectors, tokens if len(tokens) == len(embedded) else None, computed)
