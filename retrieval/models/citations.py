"""Citations: verbatim quotes with their place in an episode."""

from dataclasses import dataclass
from itertools import pairwise

from retrieval.models.episodes import Episode, SegmentKey


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote of one segment, when it was said (in seconds), by whom, and the link that plays it.

    `speaker` is stated by the transcript; `inferred_speaker` is a guess and must be shown as one. Where
    `estimated`, the transcript has no time of its own for these words. `offset` is the position of the
    quote's first character in the segment's text, `None` if unknown. `turns` are the characters of the
    quote, after its beginning, at which the transcript names another speaker.
    """

    episode: Episode
    segment: int
    quote: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    inferred_speaker: str | None = None
    estimated: bool = False
    url: str | None = None
    offset: int | None = None
    turns: tuple[int, ...] = ()

    @property
    def spoken(self) -> str:
        """The quote as it is shown: with a dash before the words of another speaker."""
        if not self.turns:
            return self.quote
        edges = (0, *self.turns, len(self.quote))
        return " – ".join(self.quote[start:end].strip() for start, end in pairwise(edges))

    @property
    def key(self) -> SegmentKey:
        return SegmentKey(self.episode.generation, self.segment)

    @property
    def span(self) -> tuple[int, int] | None:
        """The quote's characters in the segment's text, `None` if unknown."""
        return None if self.offset is None else (self.offset, self.offset + len(self.quote))
