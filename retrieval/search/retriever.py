"""Finds the segments that answer a query: by vectors and by terms, each heard with its neighbours."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Episode, Hit, Scope, ScoredSegment
from retrieval.search import query_analysis as asked
from retrieval.search import ranking
from retrieval.search.episode_cache import EpisodeCache, EpisodeVectors
from retrieval.search.ranking import Key
from retrieval.search.title_index import TitleIndex

DEPTH = 150
"""How many segments each of the two searches contributes where many episodes are searched."""
DEEPEST = 16 * DEPTH
SEARCHES_AT_ONCE = 4
CLEARLY, MOST_NAMED = 0.5, 3
"""Episodes that the question names this clearly are searched whole, at most so many."""

Search = Callable[[int], list[ScoredSegment]]


class HybridRetriever(BaseRetriever):
    """Searches `scope`, or the scope that `find` is given, by vectors and by terms."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    catalog: Catalog
    vectors: VectorStore
    terms: TermIndex
    embeddings: EmbeddingModel
    scope: Scope = Scope()
    k: int = 10
    _hearing: EpisodeCache = PrivateAttr()
    _titles: TitleIndex = PrivateAttr(default_factory=lambda: TitleIndex([]))
    _at_once: ThreadPoolExecutor = PrivateAttr(
        default_factory=lambda: ThreadPoolExecutor(SEARCHES_AT_ONCE, thread_name_prefix="search")
    )

    def model_post_init(self, context: Any) -> None:  # noqa: ANN401 (pydantic's own signature)
        self._hearing = EpisodeCache(self.catalog, self.vectors)

    async def find(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        """The `k` best segments of the scope, best first. Raises NotFoundError, ModelError, LibraryError."""
        return await asyncio.to_thread(self.find_sync, query, scope, k)

    def close(self) -> None:
        """End the threads that search; not while a search runs."""
        self._at_once.shutdown()

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in await self.find(query, self.scope, self.k)]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.find_sync(query, self.scope, self.k)]

    def find_sync(self, query: str, scope: Scope, k: int) -> list[Hit]:
        visible = self.catalog.episodes(scope)
        if not visible or k < 1:
            return []
        # Over many episodes the words around the subject may tell which one is meant.
        text = asked.subject(query) if len(visible) == 1 else query
        vector = self.embeddings.embed([text])[0]
        episodes = {episode.generation: episode for episode in visible}
        scores, near = (
            self._within(query, vector, visible[0])
            if len(visible) == 1
            else self._across(query, vector, visible, episodes)
        )
        best = sorted(scores, key=lambda key: (-scores[key], key))[:k]
        found = self.catalog.segments(best)
        return [Hit(episodes[key[0]], found[key], scores[key], near.get(key)) for key in best if key in found]

    def count_segments_saying(self, words: Sequence[str], episodes: Sequence[Episode]) -> dict[str, int]:
        """How many segments say each of the words, all of its parts, or are spoken by who is so named."""
        counts = self.terms.count_words(words, [episode.generation for episode in episodes])
        for episode in episodes:
            for speaker, shares in self._hearing.shares(episode).items():
                parts = {part.lower() for part in speaker.split()}
                for word in words:
                    if parts.issuperset(word.split()):
                        counts[word] += int((shares > 0).sum())
        return counts

    def _within(
        self, query: str, vector: NDArray[float32], episode: Episode
    ) -> tuple[dict[Key, float], dict[Key, float]]:
        """The scores of all segments of one episode, computed exactly, and their similarities."""
        heard = self._hearing.of(episode)
        near, matching = self._searched_whole(query, vector, episode, heard)
        spoken = heard.spoken_by(asked.named_speakers(query, heard.shares))
        by_voice = {
            (episode.generation, number): ranking.SPOKEN_BY * float(share)
            for number, share in enumerate(spoken, 1)
        }
        both = ranking.added(ranking.scaled(near), ranking.scaled(matching, floor=0.0))
        scores = ranking.added(ranking.sharpened(both), by_voice)
        return ranking.with_neighbours(scores, asked.is_broad(query)), near

    def _across(
        self,
        query: str,
        vector: NDArray[float32],
        visible: list[Episode],
        episodes: Mapping[int, Episode],
    ) -> tuple[dict[Key, float], dict[Key, float]]:
        """The scores of the segments of many episodes that either search finds, and their similarities."""
        words, shows = asked.terms(query), sorted({episode.show.key for episode in visible})
        searches: list[Search] = [partial(self.vectors.search, show, vector) for show in shows]
        searches.append(partial(self.terms.search, words, shows=shows))
        *nearest, matched = self._at_once.map(lambda search: _current(search, episodes), searches)
        found = sorted(chain.from_iterable(nearest), key=lambda hit: (-hit[2], hit))
        near = {(g, n): score for g, n, score in found[:DEPTH]}
        matching = {(g, n): score for g, n, score in matched}
        near_floor, term_floor = min(near.values(), default=0.0), min(matching.values(), default=0.0)
        named = self._titles_of(visible).named(query)
        clear = sorted((-clarity, generation) for generation, clarity in named.items() if clarity >= CLEARLY)
        for _, generation in clear[:MOST_NAMED]:
            episode = episodes[generation]
            also_near, also = self._searched_whole(query, vector, episode, self._hearing.of(episode))
            near |= {key: score for key, score in also_near.items() if score > near_floor}
            matching |= {key: score for key, score in also.items() if score > term_floor}
        scores = ranking.sharpened(ranking.added(ranking.scaled(near), ranking.scaled(matching)))
        # What stands between or beside good passages belongs to them, though neither search has found it.
        unfound = [key for key in ranking.beside(scores) if 1 <= key[1] <= episodes[key[0]].segments]
        scores |= dict.fromkeys(unfound, 0.0)
        scores = ranking.with_neighbours(scores, asked.is_broad(query))
        return ranking.with_episodes(scores, named), near

    def _searched_whole(
        self, query: str, vector: NDArray[float32], episode: Episode, heard: EpisodeVectors
    ) -> tuple[dict[Key, float], dict[Key, float]]:
        similarities = heard.matrix @ vector
        near = {(episode.generation, row + 1): float(score) for row, score in enumerate(similarities)}
        matches = self.terms.search(asked.terms(query), episode.segments, generation=episode.generation)
        return near, {(generation, number): score for generation, number, score in matches}

    def _titles_of(self, visible: list[Episode]) -> TitleIndex:
        titles = self._titles
        if titles.episodes != visible:
            self._titles = titles = TitleIndex(visible)
        return titles


def _current(search: Search, episodes: Mapping[int, Episode]) -> list[ScoredSegment]:
    """What a search finds in the episodes; it looks deeper while replaced generations crowd them out."""
    depth = DEPTH
    while True:
        found = search(depth)
        current = [hit for hit in found if hit[0] in episodes][:DEPTH]
        if len(current) == DEPTH or len(found) < depth or depth >= DEEPEST:
            return current
        depth *= 4


def _document(hit: Hit) -> Document:
    details: dict[str, Any] = {"hit": hit, "episode": hit.episode.id, "segment": hit.segment.number}
    return Document(page_content=hit.segment.text, metadata=details)
