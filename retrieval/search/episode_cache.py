"""Keep in memory what an exact search of whole episodes needs: their vectors and who speaks where."""

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

import numpy
from cachetools import LRUCache, cachedmethod
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.index.vector_store import VectorStore
from retrieval.models import Episode, Segment

CACHED_MATRICES = 64
"""How many episodes' vectors are cached; those of three hours of talk take half a megabyte."""
CACHED_SPEAKER_SHARES = 1024
"""How many episodes' speaker shares are cached, at some kilobytes each."""

SpeakerShares = Mapping[str, NDArray[float32]]
"""By speaker, the share (0 to 1) of each segment of an episode that they speak."""


@dataclass(frozen=True)
class EpisodeVectors:
    """One episode's vectors, a unit row for each of its segments, and its speaker shares.

    There are no vectors where one is missing, or while those of another model wait to be replaced.
    """

    matrix: NDArray[float32] | None
    speaker_shares: SpeakerShares
    segments: int

    def shares_of(self, speakers: Iterable[str]) -> NDArray[float32]:
        """Return the share of each segment that these speakers speak together, from 0 to 1."""
        total = numpy.zeros(self.segments, dtype=float32)
        for speaker in speakers:
            total += self.speaker_shares[speaker]
        return total


class EpisodeCache:
    """Caches of the episodes used last, by generation. Safe for several threads."""

    def __init__(self, catalog: Catalog, vectors: VectorStore) -> None:
        self._catalog, self._vectors = catalog, vectors
        self._lock = threading.Lock()
        self._matrices: LRUCache[int, NDArray[float32]] = LRUCache(CACHED_MATRICES)
        self._speaker_shares: LRUCache[tuple[int, object], SpeakerShares] = LRUCache(CACHED_SPEAKER_SHARES)

    def episode_vectors(self, episode: Episode, vectorless: Collection[int] = ()) -> EpisodeVectors:
        """Return an episode's vectors and speaker shares.

        No vectors are read of the generations that are known to be `vectorless`. Raises LibraryError if one
        is missing all the same.
        """
        waiting = self._catalog.generations_of_other_models(self._vectors.model)
        is_without = episode.generation in waiting or episode.generation in vectorless
        matrix = None if is_without else self._matrix(episode)
        return EpisodeVectors(matrix, self.speaker_shares(episode), episode.segments)

    @cachedmethod(
        attrgetter("_speaker_shares"),
        key=lambda _, episode: (episode.generation, episode.speaker_names),
        lock=attrgetter("_lock"),
    )
    def speaker_shares(self, episode: Episode) -> SpeakerShares:
        """Return an episode's speaker shares, for which no vector is read."""
        return _speaker_shares(self._catalog.transcript(episode.generation), episode.segments)

    @cachedmethod(
        attrgetter("_matrices"), key=lambda _, episode: episode.generation, lock=attrgetter("_lock")
    )
    def _matrix(self, episode: Episode) -> NDArray[float32]:
        return self._vectors.fetch(episode.partition, episode.generation, episode.segments)


def _speaker_shares(segments: Iterable[Segment], segment_count: int) -> SpeakerShares:
    shares: dict[str, NDArray[float32]] = {}
    for segment in segments:
        characters: Counter[str] = Counter()
        for cue in segment.cues:
            if cue.speaker and not cue.inferred:
                characters[cue.speaker] += len(cue.text)
        for speaker, count in characters.items():
            row = shares.setdefault(speaker, numpy.zeros(segment_count, dtype=float32))
            row[segment.number - 1] = count / max(1, len(segment.text))
    return shares
