"""A parsed transcript, and the segments that it is split into."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a transcript as its author cut it.

    `start` and `end` are seconds from the beginning of the recording, `None` if the file has no times.
    `inferred` marks a speaker that the file doesn't state, `estimated` a start that was estimated from the
    stated times around it by counting words.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    inferred: bool = False
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of an episode that its makers named; `start` in seconds of its audio."""

    start: float
    title: str


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A passage that an episode's makers picked; `start` and `duration` in seconds of its audio."""

    start: float
    duration: float
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What a transcript file or a caller states about an episode; `None` for what it doesn't.

    `duration` is that of the recording in seconds, `place` the date that orders an episode without a date.
    `description` is plain text, `license` an identifier such as `cc-by-4.0` or what its makers call it.
    """

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
    duration: float | None = None
    place: date | None = None
    hosts: tuple[str, ...] = ()
    description: str | None = None
    artwork_url: str | None = None
    license: str | None = None

    def or_else(self, other: "Details") -> "Details":
        """Return these details, with those that are missing taken from `other`."""
        return Details(*(getattr(self, name) or getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Transcript:
    """A parsed transcript: cues in spoken order, the name of its format, details of its episode.

    `lost_words` is how many words of the file are in no cue; more than a few are a fault of the parser.
    `notes` say what was left out of it or changed, and where, a sentence each.
    """

    cues: tuple[Cue, ...]
    format: str
    details: Details = Details()
    lost_words: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A numbered passage that is embedded, searched, shown, cited and linked: cues of one episode."""

    number: int
    cues: tuple[Cue, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(cue.text for cue in self.cues)

    @property
    def start(self) -> float | None:
        return self.cues[0].start

    @property
    def estimated(self) -> bool:
        """Whether the transcript has no time of its own for the first words."""
        return self.cues[0].estimated

    @property
    def end(self) -> float | None:
        return self.cues[-1].end

    @property
    def speakers(self) -> tuple[str, ...]:
        """Return the stated speakers in order of appearance, without inferred ones."""
        return tuple(dict.fromkeys(cue.speaker for cue in self.cues if cue.speaker and not cue.inferred))

    @property
    def speaker(self) -> str | None:
        """Return the stated speakers as `A, B`; `None` if most of the text has no stated speaker."""
        stated = sum(len(cue.text) for cue in self.cues if cue.speaker and not cue.inferred)
        return ", ".join(self.speakers) if 2 * stated > len(self.text) else None
