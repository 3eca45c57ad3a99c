"""What the parts of an episode's page are made from."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.language.clauses import is_unpunctuated
from retrieval.models import Chapter, Episode, Segment, Soundbite
from retrieval.transcripts.advertisements import find_advertisements, find_trailer


@dataclass(frozen=True)
class PageInput:
    """An episode as it is indexed, with one unit row of `vectors` for each segment, by its `embedding_model`.

    The chapters and soundbites that its makers published are in seconds of the transcript.
    """

    episode: Episode
    segments: tuple[Segment, ...]
    vectors: NDArray[float32]
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    embedding_model: str = ""

    @cached_property
    def skipped_positions(self) -> frozenset[int]:
        """Positions of the segments that are advertisements or a trailer: pages skip them."""
        return find_advertisements(self.segments) | find_trailer(self.segments)

    @cached_property
    def is_unpunctuated(self) -> bool:
        """Whether most segments have hardly any punctuation, so that where sentences end is guessed."""
        return 2 * sum(is_unpunctuated(segment.text) for segment in self.segments) > len(self.segments)

    @cached_property
    def people(self) -> frozenset[str]:
        """The names of guests and speakers, word by word; each has a capital and three letters or more."""
        names = (*self.episode.guests, *(name for one in self.segments for name in one.speakers))
        return frozenset(part for name in names for part in re.findall(r"\b[A-Z][\w-]{2,}", name))

    def mean_vector(self, first: int, end: int) -> NDArray[float32]:
        """Return the mean direction of the segments from position `first` to `end`, as a unit row."""
        mean = self.vectors[first:end].mean(axis=0)
        unit: NDArray[float32] = mean / (float(numpy.linalg.norm(mean)) or 1.0)
        return unit
