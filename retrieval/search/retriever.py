"""Find the segments that answer a query, by vectors and by terms, scored together with their neighbours."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from retrieval.catalog.catalog import Catalog
from retrieval.index.coverage import Coverage
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.term_index import TermIndex
from retrieval.index.term_reader import TermReader
from retrieval.index.vector_store import VectorStore
from retrieval.language import query_analysis
from retrieval.models import Episode, Hit, Scope, SegmentKey
from retrieval.search.hybrid_search import HybridSearch, Scores, Unsearched
from retrieval.search.questions_in_talk import credit_answers, insert_answers, next_keys
from retrieval.search.reranker import RERANKED_HITS, Reranker
from retrieval.search.searchable import indexed_episodes
from retrieval.search.teasers import put_teasers_behind
from retrieval.search.whole_names import NAME_DEPTH, find_name, keep_saying, put_saying_first

ASKING_HITS = 3
"""How many of the first hits bring the next segment along if they end with a question."""


class HybridRetriever(BaseRetriever):
    """Searches `scope`, or the scope given to `find`, by vectors and by terms.

    With a `coverage`, episodes without whole vectors are searched by their terms alone, those without whole
    terms by their vectors, and those that have neither are left out. A `reranker` ranks the first hits again
    unless a stretch of conversation is asked for.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    catalog: Catalog
    vectors: VectorStore
    terms: TermIndex
    embeddings: EmbeddingModel
    coverage: Coverage | None = None
    reranker: Reranker | None = None
    scope: Scope = Scope()
    k: int = 10
    _search: HybridSearch = PrivateAttr()

    def model_post_init(self, context: Any) -> None:  # noqa: ANN401 (pydantic's own signature)
        self._search = HybridSearch(self.catalog, self.vectors, TermReader(self.terms))

    async def find(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        """Return the `k` best segments of the scope, best first, without blocking the event loop.

        Raises NotFoundError, ModelError or LibraryError.
        """
        return await asyncio.to_thread(self.find_sync, query, scope, k)

    def find_sync(self, query: str, scope: Scope, k: int) -> list[Hit]:
        """Return the `k` best segments of the scope, best first; `find` runs this in a thread."""
        episodes = self.catalog.episodes(scope)
        unsearched = Unsearched()
        if self.coverage is not None:
            episodes = indexed_episodes(episodes, self.coverage)
            generations = [episode.generation for episode in episodes]
            unsearched = Unsearched(
                self.coverage.without_vectors(generations), self.coverage.without_words(generations)
            )
        if not episodes or k < 1:
            return []
        # Over many episodes the words around the subject may tell which one is meant.
        text = query_analysis.extract_subject(query) if len(episodes) == 1 else query
        vector = self.embeddings.embed([text])[0]
        by_generation = {episode.generation: episode for episode in episodes}
        spellings: Sequence[str] = ()
        if len(episodes) == 1:
            spellings = self._search.misheard_names.spellings(query, episodes[0])
            scores, similarities = self._search.score_episode(
                query, vector, episodes[0], unsearched, spellings
            )
        else:
            scores, similarities = self._search.score_candidates(
                query, vector, episodes, by_generation, unsearched
            )
        reranker = None if query_analysis.is_broad(query) else self.reranker
        count = max(k, RERANKED_HITS) if reranker else k
        name = find_name(query)
        best = sorted(scores, key=lambda key: (-scores[key], key))[
            : max(count, NAME_DEPTH) if name else count
        ]
        hits = self._read_hits(best, by_generation, scores, similarities)
        if name:
            hits = keep_saying(name, hits, count)
        answers = self._read_hits(next_keys(hits[:ASKING_HITS]), by_generation, scores, similarities)
        hits = insert_answers(hits, answers)
        if reranker:
            hits = put_teasers_behind(reranker.rerank(" ".join((text, *spellings)), hits))
            return (put_saying_first(name, hits) if name else hits)[:k]
        credited = credit_answers(hits, numpy.asarray([hit.score for hit in hits]))
        ranked = numpy.argsort(-credited, kind="stable")[:k]
        return [replace(hits[at], score=float(credited[at])) for at in ranked]

    def close(self) -> None:
        """End the search threads; don't call this while a search runs."""
        self._search.close()

    def count_segments_saying(self, words: Sequence[str], episodes: Sequence[Episode]) -> dict[str, int]:
        """Return how many segments have each word (all of its parts), or a speaker of that name.

        A name that none has counts as often as what was written in its place.
        """
        generations = [episode.generation for episode in episodes]
        if self.coverage is not None and self.coverage.without_words(generations):
            return dict.fromkeys(words, 1)  # it isn't known which names nobody says
        counts = self._search.terms.count_words(words, generations)
        for episode in episodes:
            for speaker, shares in self._search.episode_cache.speaker_shares(episode).items():
                name_parts = {part.lower() for part in speaker.split()}
                for word in words:
                    if name_parts.issuperset(word.split()):
                        counts[word] += int((shares > 0).sum())
        for word in [word for word in words if not counts[word]]:
            spellings = {
                spelling
                for episode in episodes
                for spelling in self._search.misheard_names.spellings(word, episode)
            }
            heard = self._search.terms.count_words(spellings, generations)
            counts[word] = sum(heard.values())
        return counts

    def _read_hits(
        self,
        keys: Sequence[SegmentKey],
        episodes: Mapping[int, Episode],
        scores: Scores,
        similarities: Scores,
    ) -> list[Hit]:
        segments = self.catalog.segments(keys)
        return [
            Hit(episodes[key.generation], segments[key], scores.get(key, 0.0), similarities.get(key))
            for key in keys
            if key in segments
        ]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in await self.find(query, self.scope, self.k)]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.find_sync(query, self.scope, self.k)]


def _document(hit: Hit) -> Document:
    metadata: dict[str, Any] = {"hit": hit, "episode": hit.episode.id, "segment": hit.segment.number}
    return Document(page_content=hit.segment.text, metadata=metadata)
