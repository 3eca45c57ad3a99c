"""Subscriptions to feeds: when each is due, how polling it went, and how many of its items are indexed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from retrieval import identifiers
from retrieval.catalog.blocked_show_store import check_not_blocked
from retrieval.catalog.database import Database
from retrieval.catalog.due import due_condition
from retrieval.catalog.feed_merging import BLOCKED_ITEM, merge, newest
from retrieval.catalog.feed_records import FailedAttempt, FetchedFeed
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.removal_tables import departures
from retrieval.catalog.serialization import as_utc, from_guild, to_guild
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models.feeds import CacheValidators, Feed, ParsedFeed

MAX_FEEDS_PER_GUILD = 100
"""Feeds that a guild may subscribe to; the host's are not limited."""


class FeedStore:
    """Stores subscriptions; a guild of `None` is the host.

    Every method is one transaction. Raises LibraryError where the database can't be used, NotFoundError for
    a feed that isn't the guild's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, url: str, guild: int | None, parsed: ParsedFeed, latest: int, now: datetime
    ) -> tuple[Feed, bool]:
        """Store a subscription and the feed's items, of which the `latest` newest are to be indexed.

        Return the subscription and whether it existed before. Raises BadRequestError where the guild has
        `MAX_FEEDS_PER_GUILD` already, or the show was removed for good.
        """
        row = {
            "guild": from_guild(guild),
            "url": url,
            "show": parsed.title,
            "paused": False,
            "polled": False,
            "due": now,
            "failures": 0,
            "created": now,
        }
        same = (feeds.c.guild == from_guild(guild)) & (feeds.c.url == url)
        with self._database.write_transaction() as connection:
            known = connection.execute(select(feeds.c.id).where(same)).scalar_one_or_none()
            known = known or _find_moved(connection, guild, parsed)
            if known is None:
                check_not_blocked(connection, guild, identifiers.show_id(parsed.title), url)
                _check_limit(connection, guild)
            id_ = known or connection.execute(insert(feeds).values(row).returning(feeds.c.id)).scalar_one()
            if known is None:
                taken = newest(parsed.items, latest)
                merge(
                    connection, id_, parsed.items, now, lambda item: item.key in taken, blocked=parsed.blocked
                )
            return _read(connection, feeds.c.id == id_)[0], known is not None

    def for_guild(self, guild: int | None) -> list[Feed]:
        """Return a guild's feeds, ordered by title."""
        with self._database.read_transaction() as connection:
            return _read(connection, feeds.c.guild == from_guild(guild))

    def to_poll(
        self, guilds: Sequence[int | None] | None, feed: int | None, now: datetime | None
    ) -> list[Feed]:
        """Return the feeds that aren't paused: of `guilds` or of all; only `feed`, if given.

        With `now`, only those that are due or have an item that is due.
        """
        condition = ~feeds.c.paused
        if guilds is not None:
            condition &= feeds.c.guild.in_([from_guild(guild) for guild in guilds])
        if feed is not None:
            condition &= feeds.c.id == feed
        if now is not None:
            waiting = select(feed_items.c.feed).where(
                feed_items.c.state.in_(("waiting", "indexed")), due_condition(feed_items.c.due, now)
            )
            condition &= or_(due_condition(feeds.c.due, now), feeds.c.id.in_(waiting))
        with self._database.read_transaction() as connection:
            if feed is not None and guilds is not None:
                _check_owner(connection, guilds[0], feed)
            return _read(connection, condition)

    def due_guilds(self, now: datetime) -> list[int | None]:
        """Return the guilds of which a feed or an item is due; none that has removed the bot."""
        due = dict.fromkeys(feed.guild for feed in self.to_poll(None, None, now))
        with self._database.read_transaction() as connection:
            left = set(connection.execute(select(departures.c.guild)).scalars())
        return [guild for guild in due if guild not in left]

    def set_paused(self, guild: int | None, feed: int, paused: bool, now: datetime) -> Feed:
        """Pause a feed, or resume it: it is due at once."""
        with self._database.write_transaction() as connection:
            _check_owner(connection, guild, feed)
            values = {"paused": paused} if paused else {"paused": False, "due": now, "failures": 0}
            connection.execute(update(feeds).where(feeds.c.id == feed).values(values))
            return _read(connection, feeds.c.id == feed)[0]

    def remove(self, guild: int | None, feed: int) -> Feed:
        """Delete a feed and its items; return it as it was."""
        with self._database.write_transaction() as connection:
            _check_owner(connection, guild, feed)
            removed = _read(connection, feeds.c.id == feed)[0]
            connection.execute(delete(feeds).where(feeds.c.id == feed))
            return removed

    def validators(self, feed: int) -> CacheValidators:
        """Return the cache validators of the feed as it was last fetched."""
        with self._database.read_transaction() as connection:
            row = connection.execute(select(feeds.c.etag, feeds.c.modified).where(feeds.c.id == feed)).one()
        return CacheValidators(row.etag, row.modified)

    def save_fetched(self, feed: int, fetched: FetchedFeed, now: datetime) -> None:
        """Store that a feed was fetched, and bring its items up to date."""
        values: dict[str, object] = {
            "failures": 0,
            "reason": None,
            "checked": fetched.checked,
            "due": fetched.due,
        }
        if fetched.validators is not None:
            values |= {"etag": fetched.validators.etag, "modified": fetched.validators.last_modified}
        with self._database.write_transaction() as connection:
            if not connection.execute(update(feeds).where(feeds.c.id == feed).values(values)).rowcount:
                return  # removed meanwhile
            polled = connection.execute(select(feeds.c.polled).where(feeds.c.id == feed)).scalar_one()
            merge(
                connection,
                feed,
                fetched.items,
                now,
                lambda item: True,
                announce=polled,
                blocked=fetched.blocked,
            )

    def save_failure(self, feed: int, failure: FailedAttempt) -> None:
        """Store that a poll of a feed failed."""
        values = {"failures": failure.failures, "reason": failure.reason, "due": failure.due}
        with self._database.write_transaction() as connection:
            connection.execute(update(feeds).where(feeds.c.id == feed).values(values))

    def mark_polled(self, feed: int) -> None:
        """Store that a feed's first poll is complete: what comes from now on is announced."""
        with self._database.write_transaction() as connection:
            connection.execute(update(feeds).where(feeds.c.id == feed).values(polled=True))


def _find_moved(connection: Connection, guild: int | None, parsed: ParsedFeed) -> int | None:
    """Return a guild's feed of the same title that shares most of the items, under whatever URL."""
    same_title = select(feeds.c.id).where(feeds.c.guild == from_guild(guild), feeds.c.show == parsed.title)
    keys = {item.key for item in parsed.items}
    for feed in connection.execute(same_title).scalars().all():
        known = connection.execute(select(feed_items.c.key).where(feed_items.c.feed == feed)).scalars()
        if keys and 2 * len(keys.intersection(known)) > len(keys):
            return int(feed)
    return None


def _check_limit(connection: Connection, guild: int | None) -> None:
    counted = select(func.count()).select_from(feeds).where(feeds.c.guild == from_guild(guild))
    if guild is not None and connection.execute(counted).scalar_one() >= MAX_FEEDS_PER_GUILD:
        raise BadRequestError(f"A server may have {MAX_FEEDS_PER_GUILD} feeds at most; remove one first.")


def _check_owner(connection: Connection, guild: int | None, feed: int) -> None:
    query = select(feeds.c.id).where(feeds.c.id == feed, feeds.c.guild == from_guild(guild))
    if connection.execute(query).scalar_one_or_none() is None:
        raise NotFoundError(f"There is no feed {feed} here; the list of feeds shows what there is.")


def _read(connection: Connection, condition: ColumnElement[bool]) -> list[Feed]:
    rows = connection.execute(
        select(feeds).where(condition).order_by(func.lower(feeds.c.show), feeds.c.id)
    ).all()
    counted = (
        select(feed_items.c.feed, feed_items.c.state, func.count().label("items"))
        .where(feed_items.c.feed.in_([row.id for row in rows]))
        .group_by(feed_items.c.feed, feed_items.c.state)
    )
    counts = Counter({(row.feed, row.state): row.items for row in connection.execute(counted)})
    blocked = (
        select(feed_items.c.feed, func.count().label("items"))
        .where(feed_items.c.feed.in_([row.id for row in rows]), feed_items.c.reason == BLOCKED_ITEM)
        .group_by(feed_items.c.feed)
    )
    counts.update({(row.feed, "blocked"): row.items for row in connection.execute(blocked)})
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
        without_transcript=counts[row.id, "silent"],
        left_out=counts[row.id, "skipped"],
        last_polled=as_utc(row.checked) if row.checked else None,
        next_poll=as_utc(row.due),
        failures=row.failures,
        reason=row.reason or _blocked_sentence(counts[row.id, "blocked"]),
        polled=row.polled,
    )


def _blocked_sentence(items: int) -> str | None:
    if not items:
        return None
    episodes = "1 episode asks" if items == 1 else f"{items:,} episodes ask"
    return (
        f"{episodes} not to be listed (itunes:block), and is left out."
        if items == 1
        else (f"{episodes} not to be listed (itunes:block), and are left out.")
    )
