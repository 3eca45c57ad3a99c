"""Keeps in memory what whole episodes need to be searched exactly: their vectors, and who speaks where."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog import Catalog
from retrieval.models import Episode, Segment
from retrieval.vectors import Vectors

EPISODES = 64
"""How many episodes are kept; one of three hours takes half a megabyte."""


@dataclass(frozen=True)
class Heard:
    """One episode: a unit row per segment, and by speaker the share of each segment that is theirs."""

    matrix: NDArray[float32]
    shares: Mapping[str, NDArray[float32]]

    def spoken_by(self, speakers: Iterable[str]) -> NDArray[float32]:
        """How much of each segment these speak, 0 to 1."""
        total = numpy.zeros(len(self.matrix), dtype=float32)
        for speaker in speakers:
            total += self.shares[speaker]
        return total


class Hearing:
    """The episodes heard last. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, vectors: Vectors) -> None:
        self._catalog, self._vectors = catalog, vectors
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Heard] = OrderedDict()

    def of(self, episode: Episode) -> Heard:
        """Raises LibraryError where a vector is missing."""
        with self._lock:
            known = self._kept.get(episode.generation)
            if known is not None:
                self._kept.move_to_end(episode.generation)
                return known
        matrix = self._vectors.fetch(episode.show.key, episode.generation, episode.segments)
        heard = Heard(matrix, _shares(self._catalog.transcript(episode.generation), len(matrix)))
        with self._lock:
            self._kept[episode.generation] = heard
            if len(self._kept) > EPISODES:
                self._kept.popitem(last=False)
        return heard


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
