"""Read the term index for answers; if it is damaged, they are made without it."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from retrieval.errors import LibraryError
from retrieval.index.term_index import TermIndex
from retrieval.models import ScoredSegment

T = TypeVar("T")
_log = logging.getLogger(__name__)


class TermReader:
    """Searches and counts words as `TermIndex` does, but never raises: without an index, nothing is found.

    Words that can't be counted count as said once, so that no question is refused for them. Each damage is
    logged once.
    """

    def __init__(self, terms: TermIndex) -> None:
        self._terms = terms
        self._lock = threading.Lock()
        self._logged: str | None = None

    def search(
        self,
        query: str,
        k: int,
        shows: Collection[int] | None = None,
        generation: int | None = None,
        spellings: Collection[str] = (),
    ) -> list[ScoredSegment]:
        """Return the `k` segments with the highest BM25 scores, best first."""
        return self._read(lambda: self._terms.search(query, k, shows, generation, spellings), [])

    def count_words(self, words: Iterable[str], generations: Collection[int]) -> dict[str, int]:
        """Return how many segments of the generations have each word."""
        counted = list(words)
        return self._read(lambda: self._terms.count_words(counted, generations), dict.fromkeys(counted, 1))

    def mentions(self, words: Iterable[str]) -> dict[str, dict[int, int]]:
        """Return for each word how many segments of which generations have it; nothing without an index."""
        counted = list(words)
        return self._read(lambda: self._terms.mentions(counted), {})

    def _read(self, read: Callable[[], T], without_index: T) -> T:
        try:
            return read()
        except LibraryError as error:
            with self._lock:
                if self._logged != str(error):
                    _log.warning("answers go on without the word index: %s", error)
                self._logged = str(error)
            return without_index
