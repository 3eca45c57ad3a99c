"""Podcast feeds: what they say, subscriptions to them, and what a poll did."""

from dataclasses import dataclass
from datetime import date, datetime

from retrieval.models.transcripts import Soundbite


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is heard; `role` is in lower case, `host` where the feed doesn't say."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed. `key` is the same at every reading, `transcripts` are addresses, best first."""

    key: str
    title: str
    published: date | None = None
    number: int | None = None
    page_url: str | None = None
    audio_url: str | None = None
    video_url: str | None = None
    transcripts: tuple[str, ...] = ()
    chapters: str | None = None
    people: tuple[Person, ...] = ()
    soundbites: tuple[Soundbite, ...] = ()
    duration: float | None = None

    @property
    def guests(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person.name for person in self.people if "guest" in person.role))


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed, read; items stand in its own order, mostly newest first."""

    title: str
    items: tuple[Item, ...]
    link: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription. `guild` is `None` for the host's; `url` may hold a listener's own key: show its host.

    Of its items `indexed` are in the library, `waiting` are to be taken or tried again, `silent` have no
    transcript yet, and `skipped` are older than what was to be taken. `reason` is why the last poll failed.
    """

    id: int
    guild: int | None
    url: str
    show: str
    paused: bool = False
    indexed: int = 0
    waiting: int = 0
    silent: int = 0
    skipped: int = 0
    checked: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    reason: str | None = None
    polled: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A feed that was added, or was there `already`; `transcripts` of its `episodes` have a transcript."""

    feed: Feed
    episodes: int
    transcripts: int
    already: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A feed or an item of one, by its title or address, and in one sentence why it failed."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What one poll of a feed did: ids of episodes, and what failed. `reason` is set where it ended early."""

    feed: Feed
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    failures: tuple[Refused, ...] = ()
    reason: str | None = None

    @property
    def is_news(self) -> bool:
        return bool(self.added or self.updated or self.failures or self.reason)

    @property
    def detail(self) -> str:
        """The same in a line, for the log of who did what."""
        facts = [f"added {', '.join(self.added)}"] if self.added else []
        facts += [f"updated {', '.join(self.updated)}"] if self.updated else []
        facts += [f"{failed.name}: {failed.reason}" for failed in self.failures]
        return "; ".join([*facts, *([self.reason] if self.reason else [])])


@dataclass(frozen=True, slots=True)
class News:
    """The ids of a feed's new episodes, newest first, that nobody has been told of; `keys` are its items'."""

    feed: int
    guild: int | None
    keys: tuple[str, ...] = ()
    episodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds."""

    added: tuple[Added, ...]
    failures: tuple[Refused, ...]
