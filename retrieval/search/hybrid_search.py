"""Score segments by vectors and by terms, each of which tells what the other misses."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import NamedTuple

from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.index.term_reader import TermReader
from retrieval.index.vector_store import VectorStore
from retrieval.language import query_analysis
from retrieval.models import Episode, ScoredSegment, SegmentKey
from retrieval.search import ranking
from retrieval.search.episode_cache import EpisodeCache, EpisodeVectors
from retrieval.search.misheard_names import MisheardNames
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


class Unsearched(NamedTuple):
    """The generations whose stored vectors, or whose stored words, are not to be used."""

    vectors: Collection[int] = frozenset()
    words: Collection[int] = frozenset()


class HybridSearch:
    """Searches episodes by vectors and by terms, names in other spellings included."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, terms: TermReader) -> None:
        self._vectors, self.terms = vectors, terms
        self.episode_cache = EpisodeCache(catalog, vectors)
        self.misheard_names = MisheardNames(catalog.transcript, terms.count_words)
        self._title_index = TitleIndex([])
        self._executor = ThreadPoolExecutor(SEARCH_THREADS, thread_name_prefix="search")

    def close(self) -> None:
        """End the search threads; not to be called while a search runs."""
        self._executor.shutdown()

    def score_episode(
        self,
        query: str,
        vector: NDArray[float32],
        episode: Episode,
        unsearched: Unsearched,
        spellings: Sequence[str],
    ) -> tuple[Scores, Scores]:
        """Return the scores of all segments of one episode, computed exactly, and their similarities."""
        cached = self.episode_cache.episode_vectors(episode, unsearched.vectors)
        similarities, term_scores = self._search_episode(
            query, vector, episode, cached, spellings, unsearched
        )
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

    def score_candidates(
        self,
        query: str,
        vector: NDArray[float32],
        episodes: list[Episode],
        by_generation: Mapping[int, Episode],
        unsearched: Unsearched,
    ) -> tuple[Scores, Scores]:
        """Return the scores of the segments of many episodes that a search finds, and their similarities."""
        similarities, term_scores = self._search_episodes(query, vector, episodes, by_generation, unsearched)
        min_similarity = min(similarities.values(), default=0.0)
        min_term_score = min(term_scores.values(), default=0.0)
        naming_scores = self._titles_of(episodes).score_episodes(query)
        for generation in self._episodes_to_search_whole(query, by_generation, naming_scores, similarities):
            episode = by_generation[generation]
            cached = self.episode_cache.episode_vectors(episode, unsearched.vectors)
            spellings = self.misheard_names.spellings(query, episode)
            all_similarities, all_term_scores = self._search_episode(
                query, vector, episode, cached, spellings, unsearched
            )
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

    def _episodes_to_search_whole(
        self,
        query: str,
        by_generation: Mapping[int, Episode],
        naming_scores: Mapping[int, float],
        similarities: Scores,
    ) -> list[int]:
        """Return the generations of the episodes that the query names.

        If the query has a name that none of them says, the nearest episodes are among them: they may spell it
        in another way.
        """
        clearly_named = sorted(
            (-score, generation) for generation, score in naming_scores.items() if score >= MIN_NAMING_SCORE
        )
        named = [generation for _, generation in clearly_named[:MAX_NAMED_EPISODES]]
        if not self.misheard_names.unsaid(query, list(by_generation)):
            return named
        nearest = dict.fromkeys(key.generation for key in similarities if key.generation not in named)
        return [*named, *list(nearest)[:MAX_NAMED_EPISODES]]

    def _search_episodes(
        self,
        query: str,
        vector: NDArray[float32],
        episodes: list[Episode],
        by_generation: Mapping[int, Episode],
        unsearched: Unsearched,
    ) -> tuple[Scores, Scores]:
        """Return the highest similarities and the highest term scores over many episodes."""
        terms = query_analysis.extract_terms(query)
        shows = sorted({episode.partition for episode in episodes})
        embedded = by_generation.keys() - set(unsearched.vectors)
        worded = by_generation.keys() - set(unsearched.words)
        searches: list[tuple[Search, Collection[int]]] = [
            (partial(self._vectors.search, show, vector), embedded)
            for show in sorted({e.partition for e in episodes if e.generation in embedded})
        ]
        searches.append((partial(self.terms.search, terms, shows=shows), worded))
        *nearest_by_show, matches = self._executor.map(lambda search: _search_current(*search), searches)
        nearest = sorted(chain.from_iterable(nearest_by_show), key=lambda result: (-result.score, result))
        similarities = {result.key: result.score for result in nearest[:CANDIDATES_PER_SEARCH]}
        return similarities, {result.key: result.score for result in matches}

    def _search_episode(
        self,
        query: str,
        vector: NDArray[float32],
        episode: Episode,
        cached: EpisodeVectors,
        spellings: Sequence[str],
        unsearched: Unsearched,
    ) -> tuple[Scores, Scores]:
        """Return the similarities of all segments of one episode, and the term scores of those that match.

        An episode whose vectors are missing or still to be made by this model has term scores only.
        """
        similarities = {
            SegmentKey(episode.generation, row + 1): float(similarity)
            for row, similarity in enumerate(() if cached.matrix is None else cached.matrix @ vector)
        }
        if episode.generation in unsearched.words:
            return similarities, {}
        terms = query_analysis.extract_terms(query)
        matches = self.terms.search(
            terms, episode.segments, generation=episode.generation, spellings=spellings
        )
        return similarities, {result.key: result.score for result in matches}

    def _titles_of(self, episodes: list[Episode]) -> TitleIndex:
        title_index = self._title_index
        if title_index.episodes != episodes:
            self._title_index = title_index = TitleIndex(episodes)
        return title_index


def _search_current(search: Search, generations: Collection[int]) -> list[ScoredSegment]:
    """Return the best results in current generations, searching deeper while replaced ones push them out."""
    depth = CANDIDATES_PER_SEARCH
    while True:
        results = search(depth)
        current = [result for result in results if result.generation in generations]
        current = current[:CANDIDATES_PER_SEARCH]
        is_full = len(current) == CANDIDATES_PER_SEARCH
        if is_full or len(results) < depth or depth >= MAX_SEARCH_DEPTH:
            return current
        depth *= 4
