"""Find the segments that answer a query, by vectors and by terms, scored together with their neighbours."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy import float32
from numpy.typing import NDArray
from pydantic import ConfigDict, PrivateAttr

from retrieval.catalog.catalog import Catalog
from retrieval.index.coverage import Coverage
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Episode, Hit, Scope, ScoredSegment, SegmentKey
from retrieval.search import query_analysis, ranking
from retrieval.search.episode_cache import EpisodeCache, EpisodeVectors
from retrieval.search.reranker import RERANKED_HITS, Reranker
from retrieval.search.searchable import indexed_episodes
from retrieval.search.title_index import TitleIndex

CANDIDATES_PER_SEARCH = 150
"""How many segments each search contributes if many episodes are searched."""
MAX_SEARCH_DEPTH = 16 * CANDIDATES_PER_SEARCH
"""How many results a search returns at most while replaced generations are among them."""
SEARCH_THREADS = 4
"""How many searches run at the same time."""
MIN_NAMING_SCORE = 0.5
"""How clearly (0 to 1) a query must name an episode for all of its segments to be scored."""
MAX_NAMED_EPISODES = 3
"""How many of the episodes that are named so clearly are scored in full."""

Search = Callable[[int], list[ScoredSegment]]
"""A search that returns this many results, best first."""
Scores = dict[SegmentKey, float]


class HybridRetriever(BaseRetriever):
    """Searches `scope`, or the scope given to `find`, by vectors and by terms.

    With a `coverage`, episodes without whole terms are left out, and those without whole vectors are searched
    by their terms alone. A `reranker` ranks the first hits again unless a stretch of conversation is asked
    for, whose neighbours tell more than a single segment.
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
    _episode_cache: EpisodeCache = PrivateAttr()
    _title_index: TitleIndex = PrivateAttr(default_factory=lambda: TitleIndex([]))
    _executor: ThreadPoolExecutor = PrivateAttr(
        default_factory=lambda: ThreadPoolExecutor(SEARCH_THREADS, thread_name_prefix="search")
    )

    def model_post_init(self, context: Any) -> None:  # noqa: ANN401 (pydantic's own signature)
        self._episode_cache = EpisodeCache(self.catalog, self.vectors)

    async def find(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        """Return the `k` best segments of the scope, best first, without blocking the event loop.

        Raises NotFoundError, ModelError or LibraryError.
        """
        return await asyncio.to_thread(self.find_sync, query, scope, k)

    def find_sync(self, query: str, scope: Scope, k: int) -> list[Hit]:
        """Return the `k` best segments of the scope, best first; `find` runs this in a thread."""
        episodes = self.catalog.episodes(scope)
        vectorless: Collection[int] = ()
        if self.coverage is not None:
            episodes = indexed_episodes(episodes, self.coverage)
            vectorless = self.coverage.incomplete(episode.generation for episode in episodes)
        if not episodes or k < 1:
            return []
        # Over many episodes the words around the subject may tell which one is meant.
        text = query_analysis.extract_subject(query) if len(episodes) == 1 else query
        vector = self.embeddings.embed([text])[0]
        by_generation = {episode.generation: episode for episode in episodes}
        scores, similarities = (
            self._score_episode(query, vector, episodes[0], vectorless)
            if len(episodes) == 1
            else self._score_candidates(query, vector, episodes, by_generation, vectorless)
        )
        reranker = None if query_analysis.is_broad(query) else self.reranker
        best = sorted(scores, key=lambda key: (-scores[key], key))[: max(k, RERANKED_HITS) if reranker else k]
        segments = self.catalog.segments(best)
        hits = [
            Hit(by_generation[key.generation], segments[key], scores[key], similarities.get(key))
            for key in best
            if key in segments
        ]
        return reranker.rerank(text, hits)[:k] if reranker else hits

    def close(self) -> None:
        """End the search threads; don't call this while a search runs."""
        self._executor.shutdown()

    def count_segments_saying(self, words: Sequence[str], episodes: Sequence[Episode]) -> dict[str, int]:
        """Return how many segments have each word (all of its parts), or a speaker of that name."""
        counts = self.terms.count_words(words, [episode.generation for episode in episodes])
        for episode in episodes:
            for speaker, shares in self._episode_cache.speaker_shares(episode).items():
                name_parts = {part.lower() for part in speaker.split()}
                for word in words:
                    if name_parts.issuperset(word.split()):
                        counts[word] += int((shares > 0).sum())
        return counts

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in await self.find(query, self.scope, self.k)]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.find_sync(query, self.scope, self.k)]

    def _score_episode(
        self, query: str, vector: NDArray[float32], episode: Episode, vectorless: Collection[int]
    ) -> tuple[Scores, Scores]:
        """Return the scores of all segments of one episode, computed exactly, and their similarities."""
        cached = self._episode_cache.episode_vectors(episode, vectorless)
        similarities, term_scores = self._search_episode(query, vector, episode, cached)
        speakers = query_analysis.find_named_speakers(query, cached.speaker_shares)
        speaker_scores = {
            SegmentKey(episode.generation, number): ranking.SPEAKER_WEIGHT * float(share)
            for number, share in enumerate(cached.shares_of(speakers), 1)
        }
        combined = ranking.sum_scores(
            ranking.scale_scores(similarities), ranking.scale_scores(term_scores, floor=0.0)
        )
        scores = ranking.sum_scores(ranking.square_scores(combined), speaker_scores)
        return ranking.add_neighbour_scores(scores, query_analysis.is_broad(query)), similarities

    def _score_candidates(
        self,
        query: str,
        vector: NDArray[float32],
        episodes: list[Episode],
        by_generation: Mapping[int, Episode],
        vectorless: Collection[int],
    ) -> tuple[Scores, Scores]:
        """Return the scores of the segments of many episodes that a search finds, and their similarities."""
        similarities, term_scores = self._search_episodes(query, vector, episodes, by_generation, vectorless)
        min_similarity = min(similarities.values(), default=0.0)
        min_term_score = min(term_scores.values(), default=0.0)
        naming_scores = self._titles_of(episodes).score_episodes(query)
        clearly_named = sorted(
            (-score, generation) for generation, score in naming_scores.items() if score >= MIN_NAMING_SCORE
        )
        for _, generation in clearly_named[:MAX_NAMED_EPISODES]:
            episode = by_generation[generation]
            cached = self._episode_cache.episode_vectors(episode, vectorless)
            all_similarities, all_term_scores = self._search_episode(query, vector, episode, cached)
            similarities |= {key: score for key, score in all_similarities.items() if score > min_similarity}
            term_scores |= {key: score for key, score in all_term_scores.items() if score > min_term_score}
        scores = ranking.square_scores(
            ranking.sum_scores(ranking.scale_scores(similarities), ranking.scale_scores(term_scores))
        )
        # Segments between or next to good ones belong to the passage, though neither search has found them.
        neighbours = [
            key
            for key in ranking.neighbour_keys(scores)
            if 1 <= key.number <= by_generation[key.generation].segments
        ]
        scores |= dict.fromkeys(neighbours, 0.0)
        scores = ranking.add_neighbour_scores(scores, query_analysis.is_broad(query))
        return ranking.add_episode_scores(scores, naming_scores), similarities

    def _search_episodes(
        self,
        query: str,
        vector: NDArray[float32],
        episodes: list[Episode],
        by_generation: Mapping[int, Episode],
        vectorless: Collection[int],
    ) -> tuple[Scores, Scores]:
        """Return the highest similarities and the highest term scores over many episodes."""
        terms = query_analysis.extract_terms(query)
        shows = sorted({episode.show.key for episode in episodes})
        embedded = sorted({e.show.key for e in episodes if e.generation not in vectorless})
        searches: list[Search] = [partial(self.vectors.search, show, vector) for show in embedded]
        searches.append(partial(self.terms.search, terms, shows=shows))
        *nearest_by_show, matches = self._executor.map(
            lambda search: _search_current(search, by_generation), searches
        )
        nearest = sorted(chain.from_iterable(nearest_by_show), key=lambda result: (-result.score, result))
        similarities = {result.key: result.score for result in nearest[:CANDIDATES_PER_SEARCH]}
        return similarities, {result.key: result.score for result in matches}

    def _search_episode(
        self, query: str, vector: NDArray[float32], episode: Episode, cached: EpisodeVectors
    ) -> tuple[Scores, Scores]:
        """Return the similarities of all segments of one episode, and the term scores of those that match.

        An episode whose vectors are missing or still to be made by this model has term scores only.
        """
        similarities = {
            SegmentKey(episode.generation, row + 1): float(similarity)
            for row, similarity in enumerate(() if cached.matrix is None else cached.matrix @ vector)
        }
        terms = query_analysis.extract_terms(query)
        matches = self.terms.search(terms, episode.segments, generation=episode.generation)
        return similarities, {result.key: result.score for result in matches}

    def _titles_of(self, episodes: list[Episode]) -> TitleIndex:
        title_index = self._title_index
        if title_index.episodes != episodes:
            self._title_index = title_index = TitleIndex(episodes)
        return title_index


def _search_current(search: Search, by_generation: Mapping[int, Episode]) -> list[ScoredSegment]:
    """Return the best results in current generations, searching deeper while replaced ones push them out."""
    depth = CANDIDATES_PER_SEARCH
    while True:
        results = search(depth)
        current = [result for result in results if result.generation in by_generation]
        current = current[:CANDIDATES_PER_SEARCH]
        is_full = len(current) == CANDIDATES_PER_SEARCH
        if is_full or len(results) < depth or depth >= MAX_SEARCH_DEPTH:
            return current
        depth *= 4


def _document(hit: Hit) -> Document:
    metadata: dict[str, Any] = {"hit": hit, "episode": hit.episode.id, "segment": hit.segment.number}
    return Document(page_content=hit.segment.text, metadata=metadata)
