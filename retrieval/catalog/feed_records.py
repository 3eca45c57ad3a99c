"""What the catalog stores of feeds and their items, and the results of polling that it is handed."""

from dataclasses import dataclass
from datetime import date, datetime

from retrieval.models.feeds import CacheValidators, FeedItem


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """A feed item as it is stored, with its episode's id and the state of the transcript last fetched.

    `indexed` says that its episode was indexed before, `changed` that the feed has changed the item since,
    `blocked` that it asks not to be listed, `place` the date that puts it in order.
    `url`, `hash` and `validators` are those of the transcript; `failures` counts failures in a row.
    """

    item: FeedItem
    indexed: bool
    changed: bool
    episode: str | None
    url: str | None
    hash: str | None
    validators: CacheValidators
    failures: int
    blocked: bool = False
    place: date | None = None


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """A feed or an item that failed: the failures in a row, the reason of this one, when to try again."""

    failures: int
    reason: str
    due: datetime


@dataclass(frozen=True, slots=True)
class FetchedFeed:
    """A feed that was fetched; its `items` are empty and `validators` `None` where it has not changed.

    `blocked` are the keys of items that ask not to be listed, `moved_to` is the URL that it has moved to.
    `older` are the keys of the items on the pages behind those that are stored, `is_whole` says that no page
    failed.
    """

    checked: datetime
    due: datetime
    items: tuple[FeedItem, ...] = ()
    validators: CacheValidators | None = None
    blocked: frozenset[str] = frozenset()
    moved_to: str | None = None
    older: frozenset[str] = frozenset()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class ItemIndexed:
    """An item whose episode was indexed from the transcript at `url`; it is checked again at `due`."""

    url: str
    hash: str | None
    validators: CacheValidators
    due: datetime


@dataclass(frozen=True, slots=True)
class ItemKept:
    """An item whose transcript is gone from the feed: its episode stays; checked again at `due`."""

    due: datetime


@dataclass(frozen=True, slots=True)
class ItemRemoved:
    """An item whose episode a moderator has removed: it is never indexed again."""


@dataclass(frozen=True, slots=True)
class ItemBlocked:
    """An item that asks not to be listed: its episode is gone, and comes back if the item asks it no more."""


ItemResult = ItemIndexed | ItemKept | ItemRemoved | ItemBlocked | FailedAttempt
