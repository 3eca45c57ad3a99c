"""The items of feeds: which are due, the results of polling them, and which episodes to announce."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import ColumnElement, or_, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.due import due_condition
from retrieval.catalog.feed_merging import BLOCKED_ITEM, FEED_ITEM_JSON, NO_ROOM_FOR_ITEM
from retrieval.catalog.feed_records import (
    FailedAttempt,
    ItemBlocked,
    ItemIndexed,
    ItemKept,
    ItemRemoved,
    ItemResult,
    TrackedItem,
)
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.schema import episodes
from retrieval.catalog.serialization import as_utc, from_guild, to_guild
from retrieval.models.feeds import CacheValidators, NewEpisodes, UnfinishedItem


class FeedItemStore:
    """Stores the items of feeds and the results of polling them; a feed's id and a key identify an item.

    Every method is one transaction. Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, feed: int, now: datetime, *, forced: bool, recheck: bool = False) -> list[str]:
        """Return the keys of the items to look at, newest first; `forced` adds those waiting for a retry.

        `recheck` adds all that are indexed: their transcripts may have been corrected.
        """
        ready = due_condition(feed_items.c.due, now)
        waiting, indexed = feed_items.c.state == "waiting", feed_items.c.state == "indexed"
        query = (
            select(feed_items.c.key)
            .where(
                feed_items.c.feed == feed,
                or_(waiting if forced else waiting & ready, indexed if recheck else indexed & ready),
            )
            .order_by(feed_items.c.published.desc().nulls_last(), feed_items.c.key)
        )
        with self._database.read_transaction() as connection:
            return list(connection.execute(query).scalars())

    def unfinished(self, guild: int | None) -> dict[int, list[UnfinishedItem]]:
        """Return by feed the items that wait to be indexed or whose last check failed, newest first."""
        waits = feed_items.c.state == "waiting"
        failed = (feed_items.c.state == "indexed") & (feed_items.c.failures > 0)
        query = (
            select(feed_items)
            .join(feeds, feeds.c.id == feed_items.c.feed)
            .where(feeds.c.guild == from_guild(guild), or_(waits, failed))
            .order_by(feed_items.c.published.desc().nulls_last(), feed_items.c.key)
        )
        found = defaultdict[int, list[UnfinishedItem]](list)
        with self._database.read_transaction() as connection:
            for row in connection.execute(query):
                title = FEED_ITEM_JSON.validate_json(row.body).title
                item = UnfinishedItem(
                    title, row.reason, row.failures, as_utc(row.due), row.state == "indexed"
                )
                found[row.feed].append(item)
        return found

    def tracked(self, feed: int, key: str) -> TrackedItem | None:
        """Return an item as it is stored, `None` if it or its feed was removed or the feed is paused."""
        query = (
            select(feed_items)
            .join(feeds, feeds.c.id == feed_items.c.feed)
            .where(_is_item(feed, key), ~feeds.c.paused)
        )
        with self._database.read_transaction() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return TrackedItem(
            item=FEED_ITEM_JSON.validate_json(row.body),
            indexed=row.state == "indexed",
            changed=row.changed,
            episode=row.episode,
            url=row.url,
            hash=row.hash,
            validators=CacheValidators(row.etag, row.modified),
            failures=row.failures,
            blocked=row.reason == BLOCKED_ITEM,
            place=row.published,
        )

    def has_any(self, feed: int, keys: Collection[str]) -> bool:
        """Return whether one of these items is stored."""
        query = select(feed_items.c.key).where(feed_items.c.feed == feed)
        with self._database.read_transaction() as connection:
            return not set(connection.execute(query).scalars()).isdisjoint(keys)

    def assign_episode_id(self, feed: int, key: str, guild: int | None, wanted: str, own: str | None) -> str:
        """Return the id of an item's episode: the one assigned before, else `own` or `wanted`.

        `own` is taken if no other item has it; `wanted` gets a number if an episode or item of the guild has
        it. The id is stored before the episode is, so that after a crash the item gets the same one again.
        """
        owner = from_guild(guild)
        item = _is_item(feed, key)
        with self._database.write_transaction() as connection:
            assigned = connection.execute(select(feed_items.c.episode).where(item)).scalar_one_or_none()
            if assigned:
                return str(assigned)
            others = select(feed_items.c.episode).join(feeds).where(feeds.c.guild == owner)
            claimed = set(connection.execute(others.where(feed_items.c.episode.is_not(None))).scalars())
            known = set(connection.execute(select(episodes.c.id).where(episodes.c.guild == owner)).scalars())
            taken, free, number = claimed | known, wanted, 1
            while free in taken:
                number += 1
                free = f"{wanted}-{number}"
            chosen = own if own and own not in claimed else free
            connection.execute(update(feed_items).where(item).values(episode=chosen))
        return chosen

    def save_result(self, feed: int, key: str, result: ItemResult) -> None:
        """Store the result of polling an item."""
        with self._database.write_transaction() as connection:
            connection.execute(update(feed_items).where(_is_item(feed, key)).values(_columns(result)))

    def postpone(self, feed: int, until: datetime) -> None:
        """Make a feed's items wait that should be indexed, because its server may store no more."""
        waiting = (feed_items.c.feed == feed) & (feed_items.c.state == "waiting")
        with self._database.write_transaction() as connection:
            values = {"reason": NO_ROOM_FOR_ITEM, "due": until}
            connection.execute(update(feed_items).where(waiting).values(values))

    def new_episodes(self) -> list[NewEpisodes]:
        """Return by feed the episodes that came after its first poll and have not been announced."""
        query = (
            select(feeds.c.id, feeds.c.guild, feed_items.c.key, feed_items.c.episode)
            .join(feeds, feeds.c.id == feed_items.c.feed)
            .where(feed_items.c.news, feed_items.c.state == "indexed")
            .order_by(feed_items.c.published.desc().nulls_last(), feed_items.c.key)
        )
        by_feed: dict[int, NewEpisodes] = {}
        with self._database.read_transaction() as connection:
            for row in connection.execute(query):
                known = by_feed.get(row.id, NewEpisodes(row.id, to_guild(row.guild)))
                by_feed[row.id] = replace(
                    known, keys=(*known.keys, row.key), episodes=(*known.episodes, row.episode)
                )
        return list(by_feed.values())


def _is_item(feed: int, key: str) -> ColumnElement[bool]:
    return (feed_items.c.feed == feed) & (feed_items.c.key == key)


def _columns(result: ItemResult) -> dict[str, object]:
    """Return the columns that a result changes, with their new values."""
    match result:
        case FailedAttempt():
            return {"failures": result.failures, "reason": result.reason, "due": result.due}
        case ItemRemoved():
            return {"state": "removed"}
        case ItemBlocked():
            return {"state": "silent", "hash": None, "etag": None, "modified": None, "failures": 0}
        case ItemKept():
            return {"changed": False, "failures": 0, "reason": None, "due": result.due}
        case ItemIndexed():
            return {
                "state": "indexed",
                "changed": False,
                "url": result.url,
                "hash": result.hash,
                "etag": result.validators.etag,
                "modified": result.validators.last_modified,
                "failures": 0,
                "reason": None,
                "due": result.due,
            }
        case _:
            assert_never(result)
