"""Finds the segments that answer a query: dense and lexical search, fused, each heard with its neighbours."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy import float32
from numpy.typing import NDArray
from pydantic import ConfigDict, PrivateAttr

from retrieval.catalog import Catalog
from retrieval.embeddings import EmbeddingModel
from retrieval.models import Episode, Hit, Scope
from retrieval.terms import Terms
from retrieval.vectors import Vectors

RANK_OFFSET = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009)."""
NEIGHBOUR = 0.5
"""What a segment gets of the scores of those before and after it: talk spreads over turns."""
DEPTH = 100
"""How many segments each of the two searches contributes."""
MATRICES = 64
"""How many episodes' vectors stay in memory; one of three hours takes half a megabyte."""

Key = tuple[int, int]


class HybridRetriever(BaseRetriever):
    """Searches `scope`, or the scope that `find` is given, by vectors and by terms."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    catalog: Catalog
    vectors: Vectors
    terms: Terms
    embeddings: EmbeddingModel
    scope: Scope = Scope()
    k: int = 10
    _matrices: OrderedDict[int, NDArray[float32]] = PrivateAttr(default_factory=OrderedDict)

    async def find(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        """The `k` best segments of the scope, best first. Raises NotFoundError, ModelError, LibraryError."""
        return await asyncio.to_thread(self._find, query, scope, k)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in await self.find(query, self.scope, self.k)]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self._find(query, self.scope, self.k)]

    def _find(self, query: str, scope: Scope, k: int) -> list[Hit]:
        episodes = {episode.generation: episode for episode in self.catalog.episodes(scope)}
        if not episodes or k < 1:
            return []
        vector = self.embeddings.embed([query])[0]
        if len(episodes) == 1:
            lists = self._within(query, vector, next(iter(episodes.values())))
        else:
            lists = self._across(query, vector, episodes)
        scores = with_neighbours(fuse(lists))
        best = sorted(scores, key=lambda key: (-scores[key], key))[:k]
        found = self.catalog.segments(best)
        return [Hit(episodes[key[0]], found[key], scores[key]) for key in best if key in found]

    def _within(self, query: str, vector: NDArray[float32], episode: Episode) -> list[list[Key]]:
        similarities = self._matrix(episode) @ vector
        order = numpy.argsort(-similarities, kind="stable")[:DEPTH]
        dense = [(episode.generation, int(row) + 1) for row in order]
        matches = self.terms.search(query, DEPTH, generation=episode.generation)
        return [dense, [(generation, number) for generation, number, _ in matches]]

    def _across(
        self, query: str, vector: NDArray[float32], episodes: Mapping[int, Episode]
    ) -> list[list[Key]]:
        shows = {episode.show.key for episode in episodes.values()}
        near: list[tuple[int, int, float]] = []
        for show in sorted(shows):
            # Previous generations stay for rollback, so up to half of what is found may be out of date.
            near += self.vectors.search(show, vector, 2 * DEPTH)
        near = sorted((hit for hit in near if hit[0] in episodes), key=lambda hit: -hit[2])[:DEPTH]
        matches = self.terms.search(query, 2 * DEPTH, shows=shows)
        matches = [hit for hit in matches if hit[0] in episodes][:DEPTH]
        return [[(g, n) for g, n, _ in near], [(g, n) for g, n, _ in matches]]

    def _matrix(self, episode: Episode) -> NDArray[float32]:
        known = self._matrices.get(episode.generation)
        if known is None:
            known = self.vectors.fetch(episode.show.key, episode.generation, episode.segments)
            self._matrices[episode.generation] = known
            if len(self._matrices) > MATRICES:
                self._matrices.popitem(last=False)
        return known


def fuse(lists: Iterable[Iterable[Key]]) -> dict[Key, float]:
    """Reciprocal rank fusion of ranked lists."""
    scores: defaultdict[Key, float] = defaultdict(float)
    for ranked in lists:
        for rank, key in enumerate(ranked, 1):
            scores[key] += 1 / (RANK_OFFSET + rank)
    return scores


def with_neighbours(scores: Mapping[Key, float]) -> dict[Key, float]:
    """Each score with a share of those of the segments before and after."""
    return {
        (generation, number): score
        + NEIGHBOUR * (scores.get((generation, number - 1), 0.0) + scores.get((generation, number + 1), 0.0))
        for (generation, number), score in scores.items()
    }


def _document(hit: Hit) -> Document:
    details: dict[str, Any] = {"hit": hit, "episode": hit.episode.id, "segment": hit.segment.number}
    return Document(page_content=hit.segment.text, metadata=details)
