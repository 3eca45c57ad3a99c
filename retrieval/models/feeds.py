"""Podcast feeds: what a feed says, subscriptions to feeds, and the results of polling them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from retrieval.models.transcripts import Soundbite

FIRST_POLL_EPISODES = 20
"""Episodes that the first poll of a feed takes by default, the newest."""


class CacheValidators(NamedTuple):
    """The `ETag` and `Last-Modified` headers of an HTTP response, for a conditional request."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person in an episode; `role` is in lower case, `host` where the feed states none."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item (episode) of a feed; `key` is stable over polls, `duration` is in seconds.

    `season` is set where the feed has several.

    `transcripts` are the URLs of its transcripts, best first; `chapters` is the URL of its chapters.
    `artwork_url` and `license` are the feed's where the item has none.
    """

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
    season: int | None = None
    description: str | None = None
    artwork_url: str | None = None
    license: str | None = None

    @property
    def guests(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person.name for person in self.people if "guest" in person.role))

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person.name for person in self.people if "host" in person.role))


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The content of a feed; `items` are in the order of the document, usually newest first.

    `blocked` are the keys of items that ask not to be listed (`itunes:block`); they have no transcripts here.
    `is_cut` says that the document ends in the middle, so that items are missing.
    `next_page` is the URL of its older items, `new_url` where the feed has moved to (`itunes:new-feed-url`).
    Links are as the feed writes them, relative ones too, until `links.resolve` has resolved them.
    """

    title: str
    items: tuple[FeedItem, ...]
    link: str | None = None
    author: str | None = None
    blocked: frozenset[str] = frozenset()
    next_page: str | None = None
    new_url: str | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription to a feed; `guild` is `None` for the host's.

    `url` may contain a listener's private key, so show its host only. The numbers of items: `indexed` are in
    the library, `waiting` are to be indexed or retried, `without_transcript` have none yet, `left_out` are
    older than the subscription takes. `failures` counts failed polls in a row, `reason` explains the last.
    `polled` says that the first poll is complete, `older_read` that the feed's older pages were read.
    """

    id: int
    guild: int | None
    url: str = field(repr=False)
    show: str
    paused: bool = False
    indexed: int = 0
    waiting: int = 0
    without_transcript: int = 0
    left_out: int = 0
    last_polled: datetime | None = None
    next_poll: datetime | None = None
    failures: int = 0
    reason: str | None = None
    polled: bool = False
    older_read: bool = True


@dataclass(frozen=True, slots=True)
class UnfinishedItem:
    """An item that waits to be indexed, or an `indexed` one of which the last check failed.

    `failures` counts the attempts in a row that failed, for the last of which `reason` is a sentence; it is
    looked at again at `due`.
    """

    title: str
    reason: str | None
    failures: int
    due: datetime
    indexed: bool = False

    @property
    def is_failing(self) -> bool:
        """Whether it couldn't be indexed yet."""
        return bool(self.reason) and not self.indexed


@dataclass(frozen=True, slots=True)
class AddedFeed:
    """The result of subscribing: the feed has `episodes` items, `transcripts` of them with a transcript.

    `already` says that the guild was subscribed before.
    """

    feed: Feed
    episodes: int
    transcripts: int
    already: bool = False


@dataclass(frozen=True, slots=True)
class FeedFailure:
    """A feed or an item, by its title or host, and the reason why it failed in one sentence.

    A note on an item that was indexed has the id of its `episode`, too.
    """

    name: str
    reason: str
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class PollReport:
    """The result of one poll of a feed: ids of episodes, and items that failed.

    `removed` are the episodes that their publisher asks not to list any more. `kept` are items that are
    indexed and stay as they are, because the look for a corrected transcript failed.

    `reason` is set if the feed could not be fetched or the poll ended early. `notes` say of items that were
    indexed which of their transcripts can't be read, and which other episode is the same.
    """

    feed: Feed
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    failures: tuple[FeedFailure, ...] = ()
    reason: str | None = None
    removed: tuple[str, ...] = ()
    notes: tuple[FeedFailure, ...] = ()
    kept: tuple[FeedFailure, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether anything could not be done."""
        return bool(self.failures or self.kept or self.reason)

    @property
    def is_noteworthy(self) -> bool:
        """Whether anything was indexed, removed or failed."""
        return bool(self.added or self.updated or self.removed) or self.has_failed

    @property
    def detail(self) -> str:
        """Return the report as one line for the audit log."""
        facts = [f"added {', '.join(self.added)}"] if self.added else []
        facts += [f"updated {', '.join(self.updated)}"] if self.updated else []
        facts += [f"removed {', '.join(self.removed)} (itunes:block)"] if self.removed else []
        facts += [f"{failed.name}: {failed.reason}" for failed in (*self.failures, *self.kept, *self.notes)]
        return "; ".join([*facts, *([self.reason] if self.reason else [])])


@dataclass(frozen=True, slots=True)
class NewEpisodes:
    """The episodes of a feed that have not been announced yet, newest first.

    `keys` are the keys of their items, `episodes` the ids of the episodes, in the same order.
    """

    feed: int
    guild: int | None
    keys: tuple[str, ...] = ()
    episodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedImport:
    """The result of importing a list of feeds."""

    added: tuple[AddedFeed, ...]
    failures: tuple[FeedFailure, ...]
