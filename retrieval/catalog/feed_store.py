"""Subscriptions to feeds, and what became of the feeds' items."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.feed_merging import merge, newest
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.guild_store import aware
from retrieval.catalog.serialization import from_guild, to_guild
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models.feeds import Channel, Feed, Item

MOST_FEEDS = 100
"""Of one guild; the host may have as many as it likes."""


class FeedStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, url: str, guild: int | None, channel: Channel, latest: int, now: datetime
    ) -> tuple[Feed, bool]:
        """Keep a subscription and the feed's items, and tell whether it was there already."""
        row = {
            "guild": from_guild(guild),
            "url": url,
            "show": channel.title,
            "paused": False,
            "polled": False,
            "due": now,
            "failures": 0,
            "created": now,
        }
        same = (feeds.c.guild == from_guild(guild)) & (feeds.c.url == url)
        with self._database.changing() as connection:
            there = connection.execute(select(feeds.c.id).where(same)).scalar_one_or_none()
            there = there or _under_another_address(connection, guild, channel)
            if there is None:
                _refuse_too_many(connection, guild)
            number = there or connection.execute(insert(feeds).values(row).returning(feeds.c.id)).scalar_one()
            if there is None:
                taken = newest(channel.items, latest)
                merge(connection, number, channel.items, now, lambda item: item.key in taken)
            return _read(connection, feeds.c.id == number)[0], there is not None

    def of(self, guild: int | None) -> list[Feed]:
        """A guild's feeds by title."""
        with self._database.reading() as connection:
            return _read(connection, feeds.c.guild == from_guild(guild))

    def to_poll(
        self, guilds: Sequence[int | None] | None, feed: int | None, now: datetime | None
    ) -> list[Feed]:
        """The feeds of these guilds or of all that aren't paused, and, with `now`, are or hold what is due.

        Raises NotFoundError where the one that is named is none of them.
        """
        chosen = ~feeds.c.paused
        if guilds is not None:
            chosen &= feeds.c.guild.in_([from_guild(guild) for guild in guilds])
        if feed is not None:
            chosen &= feeds.c.id == feed
        if now is not None:
            waiting = select(feed_items.c.feed).where(
                feed_items.c.state.in_(("waiting", "indexed")), feed_items.c.due <= now
            )
            chosen &= or_(feeds.c.due <= now, feeds.c.id.in_(waiting))
        with self._database.reading() as connection:
            if feed is not None and guilds is not None:
                _owned(connection, guilds[0], feed)
            return _read(connection, chosen)

    def due_guilds(self, now: datetime) -> list[int | None]:
        """Whose feeds are to be polled."""
        return list(dict.fromkeys(feed.guild for feed in self.to_poll(None, None, now)))

    def pause(self, guild: int | None, feed: int, paused: bool, now: datetime) -> Feed:
        """Poll a feed no more, or again from now on."""
        with self._database.changing() as connection:
            _owned(connection, guild, feed)
            values = {"paused": paused} if paused else {"paused": False, "due": now, "failures": 0}
            connection.execute(update(feeds).where(feeds.c.id == feed).values(values))
            return _read(connection, feeds.c.id == feed)[0]

    def remove(self, guild: int | None, feed: int) -> Feed:
        """Forget a feed and its items."""
        with self._database.changing() as connection:
            _owned(connection, guild, feed)
            gone = _read(connection, feeds.c.id == feed)[0]
            connection.execute(delete(feeds).where(feeds.c.id == feed))
            return gone

    def tags(self, feed: int) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified of the state that is stored."""
        with self._database.reading() as connection:
            row = connection.execute(select(feeds.c.etag, feeds.c.modified).where(feeds.c.id == feed)).one()
        return row.etag, row.modified

    def note(self, feed: int, values: Mapping[str, object], items: Sequence[Item], now: datetime) -> bool:
        """Keep how a look at a feed went and its items, and tell whether the feed still is subscribed to."""
        with self._database.changing() as connection:
            if not connection.execute(update(feeds).where(feeds.c.id == feed).values(values)).rowcount:
                return False
            polled = connection.execute(select(feeds.c.polled).where(feeds.c.id == feed)).scalar_one()
            merge(connection, feed, items, now, lambda item: True, news=polled)
        return True


def _under_another_address(connection: Connection, guild: int | None, channel: Channel) -> int | None:
    """A guild's feed of the same show that has most of the same items."""
    shows = select(feeds.c.id).where(feeds.c.guild == from_guild(guild), feeds.c.show == channel.title)
    keys = {item.key for item in channel.items}
    for feed in connection.execute(shows).scalars().all():
        known = connection.execute(select(feed_items.c.key).where(feed_items.c.feed == feed)).scalars()
        if keys and 2 * len(keys.intersection(known)) > len(keys):
            return int(feed)
    return None


def _refuse_too_many(connection: Connection, guild: int | None) -> None:
    counted = select(func.count()).select_from(feeds).where(feeds.c.guild == from_guild(guild))
    if guild is not None and connection.execute(counted).scalar_one() >= MOST_FEEDS:
        raise BadRequestError(f"A server may have {MOST_FEEDS} feeds at most; remove one first.")


def _owned(connection: Connection, guild: int | None, feed: int) -> None:
    chosen = select(feeds.c.id).where(feeds.c.id == feed, feeds.c.guild == from_guild(guild))
    if connection.execute(chosen).scalar_one_or_none() is None:
        raise NotFoundError(f"There is no feed {feed} here; the list of feeds shows what there is.")


def _read(connection: Connection, chosen: Any) -> list[Feed]:  # noqa: ANN401
    rows = connection.execute(
        select(feeds).where(chosen).order_by(func.lower(feeds.c.show), feeds.c.id)
    ).all()
    counted = (
        select(feed_items.c.feed, feed_items.c.state, func.count().label("items"))
        .where(feed_items.c.feed.in_([row.id for row in rows]))
        .group_by(feed_items.c.feed, feed_items.c.state)
    )
    counts = Counter({(row.feed, row.state): row.items for row in connection.execute(counted)})
    return [_feed(row, counts) for row in rows]


def _feed(row: Row[Any], counts: Mapping[tuple[int, str], int]) -> Feed:
    return Feed(
        id=row.id,
        guild=to_guild(row.guild),
        url=row.url,
        show=row.show,
        paused=row.paused,
        indexed=counts[row.id, "indexed"],
        waiting=counts[row.id, "waiting"],
        silent=counts[row.id, "silent"],
        skipped=counts[row.id, "skipped"],
        checked=aware(row.checked) if row.checked else None,
        due=aware(row.due),
        failures=row.failures,
        reason=row.reason,
        polled=row.polled,
    )
