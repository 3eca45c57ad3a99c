"""Settings, jobs and the audit log of Discord servers (guilds)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from retrieval.models.placements import PlacementChoice
from retrieval.models.quotas import QuotaUsage
from retrieval.models.transcripts import Details

Action = Literal["add", "reindex", "remove", "rollback", "poll"]
StrongLanguage = Literal["behind spoiler bars", "left out", "shown"]
"""How strong language is shown in what everybody in a server sees."""

Policy = Literal["off", "on mention", "always"]
"""Which messages of a channel the bot answers: none, those that mention it, or all."""
DEFAULT_POLICY: Policy = "on mention"
"""The policy of channels for which nothing else is set."""


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """The settings of a guild; roles and channels are Discord ids.

    `answer_channels` empty means every channel. `hidden` holds the keys of shared shows that the guild hides.
    A user may ask `questions` questions in `seconds` seconds; `None` means the bot's own limit.
    `strong_words` are words that the guild counts as strong language, besides those of the list. `tokens` is
    the most that its questions may use of language models in a day, where the host allows more.
    """

    moderator_role: int | None = None
    answer_channels: tuple[int, ...] = ()
    private: bool = False
    questions: int | None = None
    seconds: int | None = None
    announce_in: int | None = None
    hidden: tuple[int, ...] = ()
    strong_language: StrongLanguage = "behind spoiler bars"
    strong_words: tuple[str, ...] = ()
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of an action: a Discord user, or `id` 0 for the host's shell and the schedule."""

    id: int
    name: str


SHELL = Actor(0, "the bot's host (in the terminal)")
SCHEDULE = Actor(0, "the schedule")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the audit log: who did what to which subject; `guild` is `None` for the host."""

    at: datetime
    guild: int | None
    actor: Actor
    action: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TypedForm:
    """What a moderator has typed in the form about a file, as it was typed."""

    show: str = ""
    title: str = ""
    day: str = ""
    page: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A long operation on a guild's own `show`, or on all of its shows where `show` is empty.

    It `waits` until a moderator confirms it or completes its `details`; `id` is 0 until it is stored.
    Progress is shown in `message` of `channel` (Discord ids); `starts` counts the processes that started it.
    `seen` is what the moderator was shown, to detect later changes: the key of the newest episode for a
    removal, the episode's generation for a rollback. `choice` is for the first file to add, which looks like
    `episode`: to `replace` it, to add a `new` one, or to `ask` a moderator, for whom the job waits;
    `question` is the sentence that asks, until somebody has been shown it. `typed` is what was typed in a
    form of which something could not be read.
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
    choice: PlacementChoice = "ask"
    question: str | None = None
    typed: TypedForm | None = None

    @property
    def subject(self) -> str:
        """The id of the episode, the show, `all shows`, or `transcripts` whose show isn't known yet."""
        return self.name or ("transcripts" if self.action == "add" else "all shows")

    @property
    def name(self) -> str:
        """The id of the episode or of the show; empty for all shows, and where none is known yet."""
        is_on_episode = self.action != "add" or self.choice == "replace"
        return (self.episode if is_on_episode else None) or self.show


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A transcript file that was uploaded or downloaded for a job.

    `name` is its file name, `origin` the URL that it was downloaded from, if any.
    """

    name: str
    content: bytes
    origin: str = ""


@dataclass(frozen=True, slots=True)
class GuildData:
    """How much a guild has stored: its own shows, and what is counted against its quotas (`usage`).

    `left` is when the guild was noticed to have removed the bot, `None` while the bot is in it.
    """

    guild: int
    shows: int
    usage: QuotaUsage
    left: datetime | None = None

    @property
    def episodes(self) -> int:
        return self.usage.episodes

    @property
    def bytes(self) -> int:
        return self.usage.bytes


@dataclass(frozen=True, slots=True)
class RemovedShow:
    """The result of removing a show: its id, how many episodes it had, and how many feeds lead to it.

    `blocked` is the name under which it can be allowed again, if it was removed for good.
    """

    show: str
    episodes: int
    feeds: int
    blocked: str | None = None
