"""The words of Podcite as frozen types; every module and both packages speak in these."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a transcript as its author cut it.

    `start` and `end` are seconds from the beginning of the recording, `None` where the file has no times.
    `inferred` marks a speaker that the file doesn't state, `estimated` a start reckoned from the stated times
    around it by counting words.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    inferred: bool = False
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a part of an episode begins that its makers named, in seconds of its audio."""

    start: float
    title: str


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A passage that an episode's makers picked, in seconds of its audio."""

    start: float
    duration: float
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What a transcript file or a caller says of an episode; `None` where it says nothing."""

    show: str | None = None
    title: str | None = None
    episode: str | None = None
    published: date | None = None
    guests: tuple[str, ...] = ()
    audio_url: str | None = None
    video_url: str | None = None
    page_url: str | None = None
    chapters: tuple[Chapter, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()

    def or_else(self, other: "Details") -> "Details":
        """These details, with what they leave open taken from `other`."""
        return Details(*(getattr(self, name) or getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript file, read: cues in spoken order, the name of its format, what it says of its episode."""

    cues: tuple[Cue, ...]
    format: str
    details: Details = Details()


@dataclass(frozen=True)
class Segment:
    """The numbered passage that is embedded, searched, shown, cited and linked: whole cues of one episode."""

    number: int
    cues: tuple[Cue, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(cue.text for cue in self.cues)

    @property
    def start(self) -> float | None:
        return self.cues[0].start

    @property
    def end(self) -> float | None:
        return self.cues[-1].end

    @property
    def speakers(self) -> tuple[str, ...]:
        """The stated speakers in order of appearance; inferred names are not among them."""
        return tuple(dict.fromkeys(cue.speaker for cue in self.cues if cue.speaker and not cue.inferred))

    @property
    def speaker(self) -> str | None:
        """The stated speakers as `A, B`; `None` where most words are nobody's."""
        stated = sum(len(cue.text) for cue in self.cues if cue.speaker and not cue.inferred)
        return ", ".join(self.speakers) if 2 * stated > len(self.text) else None


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast. `guild` is the Discord server that owns it, `None` where the host shares it with all."""

    key: int
    id: str
    title: str
    guild: int | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    """One recording of an episode. `offset` (seconds): its time minus the transcript's, `None` if unknown."""

    kind: Literal["audio", "video"]
    url: str
    offset: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Episode:
    """One published recording with one transcript; `generation` is the one of its index that answers."""

    key: int
    id: str
    show: Show
    title: str
    generation: int
    segments: int
    published: date | None = None
    guests: tuple[str, ...] = ()
    page_url: str | None = None
    media: tuple[Medium, ...] = ()
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: a guild's library, or one show or one episode of it (by their ids).

    `guild` is `None` for the host's own shell, which sees the shared shows. It always comes from whoever
    carries the request, never from text or a model.
    """

    guild: int | None = None
    show: str | None = None
    episode: str | None = None


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: `done` of `total` units of `stage` (`total` is 0 while it isn't known)."""

    stage: str
    done: int = 0
    total: int = 0


ProgressSink = Callable[[Progress], None]
SentenceSink = Callable[[Sentence], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What adding, reindexing, rolling back or removing did to one episode."""

    episode: str
    outcome: Literal["added", "updated", "unchanged", "removed", "rolled back"]
    segments: int = 0
    embedded: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the whole index, for operators."""

    shows: int
    episodes: int
    segments: int
    embedding_model: str
    dimension: int
    disk_bytes: int
    last_indexed: datetime | None = None
    problems: tuple[str, ...] = field(default=())
