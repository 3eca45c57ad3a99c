"""Hand the names of each guild's library to those who understand messages, up to date and read once."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from cachetools import LRUCache

from retrieval.models import Episode, Segment
from retrieval.understanding.names import CountMentions, LibraryNames, SearchWords
from retrieval.understanding.openings import OPENING_SEGMENTS, Opening, read_opening

MAX_OPENINGS = 20_000
"""The openings of episodes that are kept in memory."""
MAX_LIBRARIES = 32
"""The lists of names that are kept in memory: one for each scope that people ask in."""

ReadOpenings = Callable[[Sequence[int], int], Mapping[int, Sequence[Segment]]]
"""Return up to so many segments from the beginning of each of some generations."""


class LibraryView:
    """Returns the names of lists of episodes; safe for several threads."""

    def __init__(
        self, read_openings: ReadOpenings, count_mentions: CountMentions, search_words: SearchWords
    ) -> None:
        self._read_openings = read_openings
        self._count_mentions, self._search_words = count_mentions, search_words
        self._openings: LRUCache[tuple[int, object], Opening] = LRUCache(MAX_OPENINGS)
        self._names: LRUCache[tuple[object, ...], LibraryNames] = LRUCache(MAX_LIBRARIES)
        self._lock = threading.Lock()

    def names(self, episodes: Sequence[Episode], today: date) -> LibraryNames:
        """Return the names of these episodes, as the caller may see them."""
        key = (today, hash(tuple((episode.key, episode.generation) for episode in episodes)), tuple(episodes))
        with self._lock:
            if key not in self._names:
                self._names[key] = LibraryNames(
                    episodes, self._openings_of(episodes), self._count_mentions, self._search_words, today
                )
            return self._names[key]

    def _openings_of(self, episodes: Sequence[Episode]) -> dict[int, Opening]:
        """Return the openings by generation; called with the lock held."""
        keys = {episode.generation: (episode.generation, episode.show.speaker_names) for episode in episodes}
        missing = [generation for generation, key in keys.items() if key not in self._openings]
        read = self._read_openings(missing, OPENING_SEGMENTS) if missing else {}
        openings = {generation: read_opening(segments) for generation, segments in read.items()}
        self._openings.update({keys[generation]: opening for generation, opening in openings.items()})
        known = {generation: self._openings.get(key) for generation, key in keys.items()}
        return {generation: opening for generation, opening in known.items() if opening} | openings
