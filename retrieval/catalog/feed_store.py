"""Subscriptions to feeds: when each is due, how polling it went, and how many of its items are indexed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from retrieval.catalog.blocked_show_store import check_not_blocked
from retrieval.catalog.database import Database
from retrieval.catalog.due import due_condition
from retrieval.catalog.feed_merging import merge, newest
from retrieval.catalog.feed_pages import mark_older_read, older_to_take
from retrieval.catalog.feed_reading import read_feeds
from retrieval.catalog.feed_records import FailedAttempt, FetchedFeed
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.guild_store import add_entry
from retrieval.catalog.quota_store import QuotaStore
from retrieval.catalog.removal_tables import departures
from retrieval.catalog.serialization import from_guild
from retrieval.catalog.show_store import current_title
from retrieval.errors import NotFoundError, WithdrawnError
from retrieval.models.feeds import CacheValidators, Feed, ParsedFeed
from retrieval.models.guilds import SCHEDULE
from retrieval.texts import Text


class FeedStore:
    """Stores subscriptions; a guild of `None` is the host.

    Every method is one transaction. Raises LibraryError if the database can't be used, NotFoundError for
    a feed that isn't the guild's.
    """

    def __init__(self, database: Database, quotas: QuotaStore) -> None:
        self._database, self._quotas = database, quotas

    def add(
        self,
        url: str,
        guild: int | None,
        parsed: ParsedFeed,
        latest: int,
        now: datetime,
        *,
        is_whole: bool = True,
    ) -> tuple[Feed, bool]:
        """Store a subscription and the feed's items, of which the `latest` newest are to be indexed.

        Where a page of the feed has failed (not `is_whole`), the next poll reads all of them again.
        Return the subscription and whether it existed before. Raises OverQuotaError if the guild has as
        many feeds as it may, BadRequestError if the show was removed for good.
        """
        row = {"guild": from_guild(guild), "url": url, "show": parsed.title, "created": now, "due": now}
        row |= {"paused": False, "polled": False, "failures": 0, "latest": latest, "older_read": is_whole}
        same = (feeds.c.guild == from_guild(guild)) & (feeds.c.url == url)
        with self._database.write_transaction() as connection:
            row["show"] = current_title(connection, guild, parsed.title)
            known = connection.execute(select(feeds.c.id).where(same)).scalar_one_or_none()
            known = known or _find_moved(connection, guild, parsed)
            if known is None:
                check_not_blocked(connection, guild, parsed.title, url)
                self._quotas.check_in(connection, guild, feeds=1)
            id_ = known or connection.execute(insert(feeds).values(row).returning(feeds.c.id)).scalar_one()
            if known is None:
                taken = newest(parsed.items, latest)
                merge(
                    connection, id_, parsed.items, now, lambda item: item.key in taken, blocked=parsed.blocked
                )
            return read_feeds(connection, feeds.c.id == id_)[0], known is not None

    def check_room(self, guild: int | None, url: str) -> None:
        """Raise OverQuotaError if the guild may have no further feed and has none of this URL."""
        same = (feeds.c.guild == from_guild(guild)) & (feeds.c.url == url)
        with self._database.read_transaction() as connection:
            if connection.execute(select(feeds.c.id).where(same)).first() is None:
                self._quotas.check_in(connection, guild, feeds=1)

    def check_allowed(self, feed: Feed) -> None:
        """Raise BadRequestError if the feed's show, or its URL, was removed for good."""
        with self._database.read_transaction() as connection:
            check_not_blocked(connection, feed.guild, feed.show, feed.url)

    def record_poll(self, feed: Feed, detail: str) -> None:
        """Log what the schedule has indexed of a feed, unless the feed was removed meanwhile."""
        with self._database.write_transaction() as connection:
            if connection.execute(select(feeds.c.id).where(feeds.c.id == feed.id)).first() is not None:
                add_entry(connection, feed.guild, SCHEDULE, "poll", feed.show, detail)

    def check_followed(self, feed: int) -> None:
        """Raise WithdrawnError if the feed was removed, or its guild has removed the bot."""
        left = select(departures.c.guild)
        query = select(feeds.c.id).where(feeds.c.id == feed, feeds.c.guild.not_in(left))
        with self._database.read_transaction() as connection:
            if connection.execute(query).first() is None:
                raise WithdrawnError(
                    Text("The feed was removed in the meantime, so nothing more of it is stored.")
                )

    def for_guild(self, guild: int | None) -> list[Feed]:
        """Return a guild's feeds, ordered by title."""
        with self._database.read_transaction() as connection:
            return read_feeds(connection, feeds.c.guild == from_guild(guild))

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
            return read_feeds(connection, condition)

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
            return read_feeds(connection, feeds.c.id == feed)[0]

    def remove(self, guild: int | None, feed: int) -> Feed:
        """Delete a feed and its items; return it as it was."""
        with self._database.write_transaction() as connection:
            _check_owner(connection, guild, feed)
            removed = read_feeds(connection, feeds.c.id == feed)[0]
            connection.execute(delete(feeds).where(feeds.c.id == feed))
            return removed

    def validators(self, feed: int) -> CacheValidators:
        """Return the cache validators of the feed as last fetched; none until its older pages are read."""
        columns = (feeds.c.etag, feeds.c.modified, feeds.c.older_read)
        with self._database.read_transaction() as connection:
            row = connection.execute(select(*columns).where(feeds.c.id == feed)).one()
        return CacheValidators(row.etag, row.modified) if row.older_read else CacheValidators()

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
            if fetched.moved_to and not _has_url_elsewhere(connection, feed, fetched.moved_to):
                values["url"] = fetched.moved_to
            if not connection.execute(update(feeds).where(feeds.c.id == feed).values(values)).rowcount:
                return  # removed meanwhile
            older = [item for item in fetched.items if item.key in fetched.older]
            left_out = fetched.older - older_to_take(connection, feed, older)
            polled = connection.execute(select(feeds.c.polled).where(feeds.c.id == feed)).scalar_one()
            merge(
                connection,
                feed,
                fetched.items,
                now,
                lambda item: item.key not in left_out,
                announce=lambda item: polled and item.key not in fetched.older,
                blocked=fetched.blocked,
            )
            if fetched.validators is not None:
                mark_older_read(connection, feed, fetched.is_whole)

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
    """Return a guild's feed of the same show that shares most of the items, under any URL."""
    title = current_title(connection, guild, parsed.title)
    same_title = select(feeds.c.id).where(feeds.c.guild == from_guild(guild), feeds.c.show == title)
    keys = {item.key for item in parsed.items}
    for feed in connection.execute(same_title).scalars().all():
        known = connection.execute(select(feed_items.c.key).where(feed_items.c.feed == feed)).scalars()
        if keys and 2 * len(keys.intersection(known)) > len(keys):
            return int(feed)
    return None


def _has_url_elsewhere(connection: Connection, feed: int, url: str) -> bool:
    """Return whether the guild of this feed has another one of the URL."""
    guild = select(feeds.c.guild).where(feeds.c.id == feed).scalar_subquery()
    query = select(feeds.c.id).where(feeds.c.guild == guild, feeds.c.url == url, feeds.c.id != feed)
    return connection.execute(query).first() is not None


def _check_owner(connection: Connection, guild: int | None, feed: int) -> None:
    query = select(feeds.c.id).where(feeds.c.id == feed, feeds.c.guild == from_guild(guild))
    if connection.execute(query).scalar_one_or_none() is None:
        raise NotFoundError(
            Text("There is no feed {feed} here; the list of feeds shows all of them.", feed=feed)
        )
