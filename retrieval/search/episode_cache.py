"""Keeps in memory what whole episodes need to be searched exactly: their vectors, and who speaks where."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.index.vector_store import VectorStore
from retrieval.models import Episode, Segment

EPISODES = 64
"""How many episodes' vectors are kept; one of three hours takes half a megabyte."""
VOICES = 1024
"""For how many it is kept who speaks where, which takes some kilobytes."""

T = TypeVar("T")


@dataclass(frozen=True)
class EpisodeVectors:
    """One episode: a unit row per segment, and by speaker the share of each segment that is theirs."""

    matrix: NDArray[float32]
    shares: Mapping[str, NDArray[float32]]

    def spoken_by(self, speakers: Iterable[str]) -> NDArray[float32]:
        """How much of each segment these speak, 0 to 1."""
        total = numpy.zeros(len(self.matrix), dtype=float32)
        for speaker in speakers:
            total += self.shares[speaker]
        return total


class EpisodeCache:
    """The episodes heard last. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, vectors: VectorStore) -> None:
        self._catalog, self._vectors = catalog, vectors
        self._matrices = _Recent[NDArray[float32]](EPISODES)
        self._shares = _Recent[Mapping[str, NDArray[float32]]](VOICES)

    def of(self, episode: Episode) -> EpisodeVectors:
        """Raises LibraryError where a vector is missing."""
        show, generation, count = episode.show.key, episode.generation, episode.segments
        matrix = self._matrices.get(generation, lambda: self._vectors.fetch(show, generation, count))
        return EpisodeVectors(matrix, self.shares(episode))

    def shares(self, episode: Episode) -> Mapping[str, NDArray[float32]]:
        """By speaker the share of each segment that is theirs, for which no vector is read."""
        generation, count = episode.generation, episode.segments
        return self._shares.get(generation, lambda: _shares(self._catalog.transcript(generation), count))


class _Recent(Generic[T]):
    """What was made last, by generation."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[int, T] = OrderedDict()

    def get(self, generation: int, make: Callable[[], T]) -> T:
        with self._lock:
            if generation in self._kept:
                self._kept.move_to_end(generation)
                return self._kept[generation]
        made = make()
        with self._lock:
            self._kept[generation] = made
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


def _shares(segments: Iterable[Segment], count: int) -> dict[str, NDArray[float32]]:
    shares: dict[str, NDArray[float32]] = {}
    for segment in segments:
        spoken: Counter[str] = Counter()
        for cue in segment.cues:
            if cue.speaker and not cue.inferred:
                spoken[cue.speaker] += len(cue.text)
        for speaker, letters in spoken.items():
            row = shares.setdefault(speaker, numpy.zeros(count, dtype=float32))
            row[segment.number - 1] = letters / max(1, len(segment.text))
    return shares
