"""Hand the names of each guild's library to those who understand messages, up to date and read once."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from cachetools import LRUCache

from retrieval.models import Episode, ScoredSegment, Segment
from retrieval.understanding.goodbyes import ENDING_SEGMENTS
from retrieval.understanding.names import CountMentions, LibraryNames, SearchWords
from retrieval.understanding.openings import DIALOGUE_SEGMENTS, Opening, read_opening
from retrieval.understanding.ordering import newest_first

MAX_OPENINGS = 20_000
"""The openings of episodes that are kept in memory."""
MAX_LIBRARIES = 32
"""The lists of names that are kept in memory: one for each scope that people ask in."""

ReadOpenings = Callable[[Sequence[int], int], Mapping[int, Sequence[Segment]]]
"""Return up to so many segments from the beginning, or from the end, of each of some generations."""
WithoutWords = Callable[[Collection[int]], Collection[int]]
"""Return those of some generations whose words are missing, or are of other texts."""


class LibraryView:
    """Returns the names of lists of episodes; safe for several threads.

    Words are looked up in these episodes alone, and not in those that are `without_words` of their own.
    """

    def __init__(
        self,
        read_openings: ReadOpenings,
        count_mentions: CountMentions,
        search_words: SearchWords,
        without_words: WithoutWords = lambda _: (),
        read_endings: ReadOpenings = lambda *_: {},
    ) -> None:
        self._read_openings, self._without_words = read_openings, without_words
        self._read_endings = read_endings
        self._count_mentions, self._search_words = count_mentions, search_words
        self._openings: LRUCache[tuple[int, object], Opening] = LRUCache(MAX_OPENINGS)
        self._names: LRUCache[tuple[object, ...], LibraryNames] = LRUCache(MAX_LIBRARIES)
        self._orders: LRUCache[tuple[object, ...], dict[int, int]] = LRUCache(MAX_LIBRARIES)
        self._lock = threading.Lock()

    def names(self, episodes: Sequence[Episode], today: date) -> LibraryNames:
        """Return the names of these episodes, as the caller may see them."""
        key = (today, hash(tuple((episode.key, episode.generation) for episode in episodes)), tuple(episodes))
        with self._lock:
            if key not in self._names:
                self._names[key] = self._read_names(episodes, today)
            return self._names[key]

    def newest_first(self, episodes: Sequence[Episode], today: date) -> list[Episode]:
        """Return all episodes that the caller may see, or all of some shows, in the order of answers."""
        key = tuple((episode.key, episode.generation, episode.order_date) for episode in episodes)
        with self._lock:
            order = self._orders.get(key)
        if order is None:
            is_dated = len(episodes) < 2 or all(episode.published for episode in episodes)
            listed = (
                newest_first(episodes, {}, lambda episode: episode.published)
                if is_dated
                else self.names(episodes, today).newest_first(episodes)
            )
            order = {episode.key: at for at, episode in enumerate(listed)}
            with self._lock:
                self._orders[key] = order
        return sorted(episodes, key=lambda episode: order[episode.key])

    def _read_names(self, episodes: Sequence[Episode], today: date) -> LibraryNames:
        visible = frozenset(episode.generation for episode in episodes)

        def count_mentions(words: Iterable[str]) -> dict[str, dict[int, int]]:
            words = list(words)
            own, counts = visible.difference(self._without_words(visible)), self._count_mentions(words)
            return {word: {g: n for g, n in counts.get(word, {}).items() if g in own} for word in words}

        def search_words(text: str, k: int, partitions: Collection[int]) -> list[ScoredSegment]:
            own = visible.difference(self._without_words(visible))
            return [hit for hit in self._search_words(text, k, partitions) if hit.generation in own]

        def has_all_words() -> bool:
            return not self._without_words(visible)

        openings = self._openings_of(episodes)
        return LibraryNames(episodes, openings, count_mentions, search_words, today, has_all_words)

    def _openings_of(self, episodes: Sequence[Episode]) -> dict[int, Opening]:
        """Return the openings by generation; called with the lock held."""
        keys = {episode.generation: (episode.generation, episode.speaker_names) for episode in episodes}
        missing = [generation for generation, key in keys.items() if key not in self._openings]
        read = self._read_openings(missing, DIALOGUE_SEGMENTS) if missing else {}
        ends = self._read_endings(missing, ENDING_SEGMENTS) if missing else {}
        openings = {
            generation: read_opening(segments, ends.get(generation, ()))
            for generation, segments in read.items()
        }
        self._openings.update({keys[generation]: opening for generation, opening in openings.items()})
        known = {generation: self._openings.get(key) for generation, key in keys.items()}
        return {generation: opening for generation, opening in known.items() if opening} | openings
