"""The items of feeds: which are due, what became of them, and of which people are to be told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.feed_merging import ITEM
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.schema import episodes
from retrieval.catalog.serialization import from_guild, to_guild
from retrieval.models.feeds import Item, News


@dataclass(frozen=True, slots=True)
class Tracked:
    """An item and its episode's id, with what its transcript's server said of the last state.

    `indexed` says that the episode has been in the library, `changed` that the feed says something else now.
    """

    item: Item
    indexed: bool
    changed: bool
    episode: str | None
    url: str | None
    hash: str | None
    etag: str | None
    modified: str | None
    failures: int


class FeedItemStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, feed: int, now: datetime, *, forced: bool) -> list[str]:
        """The keys of items to be looked at, newest first; `forced`, also what waits after a failure."""
        ready = feed_items.c.due <= now
        waiting = feed_items.c.state == "waiting"
        chosen = (
            select(feed_items.c.key)
            .where(
                feed_items.c.feed == feed,
                or_(waiting if forced else waiting & ready, (feed_items.c.state == "indexed") & ready),
            )
            .order_by(feed_items.c.published.desc().nulls_last(), feed_items.c.key)
        )
        with self._database.reading() as connection:
            return list(connection.execute(chosen).scalars())

    def tracked(self, feed: int, key: str) -> Tracked | None:
        """An item as it stands, `None` where it or its feed is gone, or nobody wants to hear of the feed."""
        chosen = (
            select(feed_items)
            .join(feeds, feeds.c.id == feed_items.c.feed)
            .where(feed_items.c.feed == feed, feed_items.c.key == key, ~feeds.c.paused)
        )
        with self._database.reading() as connection:
            row = connection.execute(chosen).one_or_none()
        if row is None:
            return None
        return Tracked(
            ITEM.validate_json(row.body),
            row.state == "indexed",
            row.changed,
            row.episode,
            row.url,
            row.hash,
            row.etag,
            row.modified,
            row.failures,
        )

    def claim(self, feed: int, key: str, guild: int | None, wanted: str, own: str | None) -> str:
        """The id for an item's episode from now on: `own` if no other item has that, else a free one.

        It is kept before the episode is made, so that whoever is killed meanwhile makes the same one again.
        """
        owner = from_guild(guild)
        with self._database.changing() as connection:
            others = select(feed_items.c.episode).join(feeds).where(feeds.c.guild == owner)
            here = (feed_items.c.feed == feed) & (feed_items.c.key == key)
            there = connection.execute(select(feed_items.c.episode).where(here)).scalar_one_or_none()
            if there:
                return str(there)
            claimed = set(connection.execute(others.where(feed_items.c.episode.is_not(None))).scalars())
            known = set(connection.execute(select(episodes.c.id).where(episodes.c.guild == owner)).scalars())
            id_, number = wanted, 1
            while id_ in claimed | known:
                number += 1
                id_ = f"{wanted}-{number}"
            chosen = own if own and own not in claimed else id_
            connection.execute(update(feed_items).where(here).values(episode=chosen))
        return chosen

    def settle(self, feed: int, key: str, values: Mapping[str, object]) -> None:
        """Keep what became of an item."""
        here = (feed_items.c.feed == feed) & (feed_items.c.key == key)
        with self._database.changing() as connection:
            connection.execute(update(feed_items).where(here).values(values))

    def news(self) -> list[News]:
        """The episodes that came after their feeds' first polls and nobody has been told of, newest first."""
        chosen = (
            select(feeds.c.id, feeds.c.guild, feed_items.c.key, feed_items.c.episode)
            .join(feeds, feeds.c.id == feed_items.c.feed)
            .where(feed_items.c.news, feed_items.c.state == "indexed")
            .order_by(feed_items.c.published.desc().nulls_last(), feed_items.c.key)
        )
        found: dict[int, News] = {}
        with self._database.reading() as connection:
            for row in connection.execute(chosen):
                known = found.get(row.id, News(row.id, to_guild(row.guild)))
                found[row.id] = replace(
                    known, keys=(*known.keys, row.key), episodes=(*known.episodes, row.episode)
                )
        return list(found.values())

    def told(self, news: News) -> None:
        """Keep that whoever is to be told of these has been."""
        these = (feed_items.c.feed == news.feed) & feed_items.c.key.in_(news.keys)
        with self._database.changing() as connection:
            connection.execute(update(feed_items).where(these).values(news=None))
