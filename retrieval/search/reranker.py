"""Rank the first hits of a search again, by comparing their word pieces with the question's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol, runtime_checkable

import numpy
from numpy import float32

from retrieval.index.embedding_model import EmbeddingModel, TokenVectors
from retrieval.index.local_models import PodciteMiniLM
from retrieval.index.token_store import SCALE, StoredTokens, TokenStore
from retrieval.models import Hit, SegmentKey
from retrieval.search.late_interaction import TokenMatch, match_sentences, match_tokens
from retrieval.search.questions_in_talk import credit_answers
from retrieval.search.relevance import estimate_relevance

RERANKED_HITS = 60
"""How many of the first hits are ranked again."""
QUOTABLE_HITS = 10
"""How many of the best reranked hits have each sentence scored, so that the best can be quoted."""
MAX_COMPUTED = 20
"""How many hits without stored token vectors get them computed; 20 take about .4 s of CPU."""


@runtime_checkable
class Reranker(Protocol):
    """Ranks the first hits of a search again."""

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits, best first, each with its relevance. Raises ModelError."""
        ...


class Comparison(NamedTuple):
    """A question's token vectors, the hits compared with it, and their matches and token vectors."""

    question: TokenVectors
    hits: tuple[Hit, ...]
    matches: list[TokenMatch]
    vectors: dict[SegmentKey, TokenVectors]


def load_reranker(model: EmbeddingModel, tokens: TokenStore | None = None) -> Reranker | None:
    """Return the reranker that goes with an embedding model; None where it has no token vectors."""
    return LateInteractionReranker(model, tokens) if isinstance(model, PodciteMiniLM) else None


class LateInteractionReranker:
    """Ranks by a fitted sum of the search's own scores and of late interaction (`match_tokens`)."""

    def __init__(self, model: PodciteMiniLM, tokens: TokenStore | None = None) -> None:
        self._model, self._tokens = model, tokens

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the first `RERANKED_HITS` hits by falling relevance, and the others after them.

        Of hits whose token vectors aren't stored, only the first `MAX_COMPUTED` are compared; those after
        them keep their places behind all that were.
        """
        if not hits:
            return []
        comparison = self.compare(query, hits)
        ranked = _by_relevance(comparison)
        best = self._match_sentences(comparison, ranked[:QUOTABLE_HITS])
        others = [replace(hit, score=0.0) for hit in hits if hit.key not in comparison.vectors]
        return [*best, *ranked[QUOTABLE_HITS:], *others]

    def compare(self, query: str, hits: Sequence[Hit]) -> Comparison:
        """Return the matches of those of the first `RERANKED_HITS` hits that can be compared."""
        question = self._model.embed_with_tokens([query])[1][0]
        vectors = self._token_vectors(hits[:RERANKED_HITS])
        compared = tuple(hit for hit in hits[:RERANKED_HITS] if hit.key in vectors)
        matches = [match_tokens(question, vectors[hit.key]) for hit in compared]
        return Comparison(question, compared, matches, vectors)

    def _match_sentences(self, comparison: Comparison, hits: Sequence[Hit]) -> list[Hit]:
        question, vectors = comparison.question, comparison.vectors
        token_starts = self._model.token_starts([hit.segment.text for hit in hits])
        return [
            replace(hit, sentence_matches=match_sentences(question, vectors[hit.key], starts, hit.segment))
            for hit, starts in zip(hits, token_starts, strict=True)
        ]

    def _token_vectors(self, hits: Sequence[Hit]) -> dict[SegmentKey, TokenVectors]:
        stored = {
            generation: self._read(generation) for generation in {hit.episode.generation for hit in hits}
        }
        vectors: dict[SegmentKey, TokenVectors] = {}
        missing = []
        starts = self._model.token_starts([hit.segment.text for hit in hits])
        for hit, own in zip(hits, starts, strict=True):
            tokens, row = stored[hit.episode.generation], hit.segment.number - 1
            # Those of another text, which another catalog left, have another number of word pieces.
            if tokens is not None and row < len(tokens) and len(tokens[row]) == len(own):
                vectors[hit.key] = tokens[row].astype(float32) / SCALE
            else:
                missing.append(hit)
        computed = missing[:MAX_COMPUTED]
        rows = self._model.embed_with_tokens([hit.segment.text for hit in computed])[1]
        return vectors | dict(zip([hit.key for hit in computed], rows, strict=True))

    def _read(self, generation: int) -> StoredTokens | None:
        return self._tokens.read(generation) if self._tokens else None


def _by_relevance(comparison: Comparison) -> list[Hit]:
    hits, matches = comparison.hits, comparison.matches
    relevance = credit_answers(hits, estimate_relevance(hits, matches))
    return [
        replace(hits[at], score=float(relevance[at]), relevance=float(relevance[at]), match=matches[at].whole)
        for at in numpy.argsort(-relevance, kind="stable")
    ]
