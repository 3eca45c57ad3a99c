"""Hits, citations and answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from retrieval.models.episodes import Episode
from retrieval.models.transcripts import Segment


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment found for a query; the higher the score, the better, comparable within one query only.

    `similarity` is the cosine of its and the query's vectors, `None` where only its words were found.
    """

    episode: Episode
    segment: Segment
    score: float
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something was said: a verbatim quote of one segment, its seconds, and the link that plays it.

    `speaker` is stated by the transcript; `inferred_speaker` is a guess and must be shown as one.
    `estimated` says that the transcript has no time for just these words.
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it, and the 1-based positions of the hits it says it rests on."""

    text: str
    cited: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer or a highlight, with the citations that prove it (at least one)."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long the steps of an answer took."""

    retrieve: float = 0.0
    answer: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Cited sentences; or, with none, a refusal: `looked_at` says where, `nearest` what came closest."""

    question: str
    sentences: tuple[Sentence, ...]
    nearest: tuple[Citation, ...]
    model: str
    looked_at: str = ""
    seconds: Seconds = Seconds()

    @property
    def status(self) -> Literal["answered", "refused"]:
        return "answered" if self.sentences else "refused"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier question of a conversation and the answer it got, as plain text."""

    question: str
    answer: str


SentenceSink = Callable[[Sentence], Awaitable[None]]
