"""What an episode's page shows, as frozen types, and what it is made from."""

from dataclasses import dataclass

from numpy import float32
from numpy.typing import NDArray

from retrieval.models import Chapter, Citation, Episode, Segment, Sentence, Soundbite


@dataclass(frozen=True, slots=True)
class EpisodeIndex:
    """An episode as it is indexed: its segments, and for each a unit row of `vectors`.

    What its makers point out, in seconds of the transcript.
    """

    episode: Episode
    segments: tuple[Segment, ...]
    vectors: NDArray[float32]
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A stretch of an episode from `start` to `end` (seconds): every sentence cited, the quote verbatim."""

    title: str
    start: float | None
    end: float | None
    sentences: tuple[Sentence, ...]
    quote: Citation
    subtopics: tuple["Topic", ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """An episode's topics in spoken order, by whom they were written, and what that cost."""

    episode: Episode
    topics: tuple[Topic, ...]
    model: str
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Clip:
    """A passage that stands alone; it begins and ends with whole sentences, at the times of their cues."""

    title: str
    start: float | None
    end: float | None
    quote: Citation
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class EpisodeQuestion:
    """A question that the episode answers, and where it does."""

    question: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another episode, why it belongs here, and a passage of each that shows it."""

    episode: Episode
    why: str
    here: Citation
    there: Citation
