"""Settings, jobs and the audit log of Discord servers (guilds)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from retrieval.models.transcripts import Details

Action = Literal["add", "reindex", "remove", "rollback", "poll"]


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """How a guild wants its bot. `answer_channels` are all where there are none; `hidden` are keys of shared
    shows; `questions` in `seconds` are one user's, the bot's own limit where they are `None`.
    """

    moderator_role: int | None = None
    answer_channels: tuple[int, ...] = ()
    private: bool = False
    questions: int | None = None
    seconds: int | None = None
    announce_in: int | None = None
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a Discord user, or `id` 0 for the host's shell."""

    id: int
    name: str


SHELL = Actor(0, "the host's shell")
SCHEDULE = Actor(0, "the schedule")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; `guild` is `None` for the host."""

    at: datetime
    guild: int | None
    actor: Actor
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Work on a guild's own `show`, or on all of its shows where that is empty.

    It `waits` until somebody confirms it or says what its files don't; `id` is 0 before it is kept. `channel`
    and `message` are where its progress is shown, `starts` is how many processes have begun it. `seen` is
    what whoever asked knew: of a removal the newest episode's key, of a rollback the episode's generation.
    """

    guild: int
    show: str
    action: Action
    actor: Actor
    episode: str | None = None
    details: Details = field(default_factory=Details)
    waits: bool = False
    channel: int | None = None
    message: int | None = None
    id: int = 0
    began: datetime | None = None
    starts: int = 0
    seen: int | None = None

    @property
    def subject(self) -> str:
        """What it is about, in a word: an episode, a show, or everything."""
        return self.episode or self.show or "all shows"


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded transcript that a job needs."""

    name: str
    content: bytes
