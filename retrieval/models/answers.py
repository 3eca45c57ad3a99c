"""Hits, citations and answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from retrieval.models.episodes import Episode, Scope, SegmentKey
from retrieval.models.transcripts import Segment


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment that a search returned. Scores are comparable within one query only; higher is better.

    `similarity` is the cosine of its vector and the query's, `None` where only its words matched.
    """

    episode: Episode
    segment: Segment
    score: float
    similarity: float | None = None

    @property
    def key(self) -> SegmentKey:
        return SegmentKey(self.episode.generation, self.segment.number)


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote of one segment, when it was said (in seconds), by whom, and the link that plays it.

    `speaker` is stated by the transcript; `inferred_speaker` is a guess and must be shown as one. Where
    `estimated`, the transcript has no time of its own for these words. `offset` is the position of the
    quote's first character in the segment's text, `None` if unknown.
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

    @property
    def key(self) -> SegmentKey:
        return SegmentKey(self.episode.generation, self.segment)

    @property
    def span(self) -> tuple[int, int] | None:
        """The quote's characters in the segment's text, `None` if unknown."""
        return None if self.offset is None else (self.offset, self.offset + len(self.quote))


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it, and the 1-based positions of the hits that it cites.

    `quote` holds the words of a hit that bear the sentence out, as the model copied them; unchecked.
    """

    text: str
    cited: tuple[int, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer or a topic, with the citations that prove it (at least one)."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """How many seconds the steps of an answer took."""

    retrieve: float = 0.0
    answer: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Cited sentences, or a refusal, which has none.

    A refusal's `looked_at` says what was searched, `nearest` cites the passages nearest to the question.
    `left_out` is a sentence about episodes that couldn't be searched because their index is incomplete.
    `rejected` counts the model's sentences that were not proven and so aren't shown.
    """

    question: str
    sentences: tuple[Sentence, ...]
    nearest: tuple[Citation, ...]
    model: str
    looked_at: str = ""
    seconds: Timings = Timings()
    left_out: str = ""
    rejected: int = 0

    @property
    def status(self) -> Literal["answered", "refused"]:
        return "answered" if self.sentences else "refused"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and its answer, as plain text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the scope to search, and the conversation before it."""

    text: str
    scope: Scope
    history: tuple[Turn, ...] = ()


SentenceSink = Callable[[Sentence], Awaitable[None]]
