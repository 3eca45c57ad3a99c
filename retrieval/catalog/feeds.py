"""Subscriptions to feeds, and what became of the feeds' items."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update

from retrieval.catalog.engine import changing, reading
from retrieval.catalog.feed_merging import ITEM, merge, newest
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.guilds import aware
from retrieval.catalog.rows import from_guild, to_guild
from retrieval.catalog.schema import episodes
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.feeds import Channel, Item
from retrieval.subscriptions import Feed, News

MOST_FEEDS = 100
"""Of one guild; the host may have as many as it likes."""


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


class FeedStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        with changing(self._engine) as connection:
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
        with reading(self._engine) as connection:
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
        with reading(self._engine) as connection:
            if feed is not None and guilds is not None:
                _owned(connection, guilds[0], feed)
            return _read(connection, chosen)

    def due_guilds(self, now: datetime) -> list[int | None]:
        """Whose feeds are to be polled."""
        return list(dict.fromkeys(feed.guild for feed in self.to_poll(None, None, now)))

    def pause(self, guild: int | None, feed: int, paused: bool, now: datetime) -> Feed:
        """Poll a feed no more, or again from now on."""
        with changing(self._engine) as connection:
            _owned(connection, guild, feed)
            values = {"paused": paused} if paused else {"paused": False, "due": now, "failures": 0}
            connection.execute(update(feeds).where(feeds.c.id == feed).values(values))
            return _read(connection, feeds.c.id == feed)[0]

    def remove(self, guild: int | None, feed: int) -> Feed:
        """Forget a feed and its items."""
        with changing(self._engine) as connection:
            _owned(connection, guild, feed)
            gone = _read(connection, feeds.c.id == feed)[0]
            connection.execute(delete(feeds).where(feeds.c.id == feed))
            return gone

    def tags(self, feed: int) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified of the state that is stored."""
        with reading(self._engine) as connection:
            row = connection.execute(select(feeds.c.etag, feeds.c.modified).where(feeds.c.id == feed)).one()
        return row.etag, row.modified

    def note(self, feed: int, values: Mapping[str, object], items: Sequence[Item], now: datetime) -> bool:
        """Keep how a look at a feed went and its items, and tell whether the feed still is subscribed to."""
        with changing(self._engine) as connection:
            if not connection.execute(update(feeds).where(feeds.c.id == feed).values(values)).rowcount:
                return False
            polled = connection.execute(select(feeds.c.polled).where(feeds.c.id == feed)).scalar_one()
            merge(connection, feed, items, now, lambda item: True, news=polled)
        return True

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
        with reading(self._engine) as connection:
            return list(connection.execute(chosen).scalars())

    def tracked(self, feed: int, key: str) -> Tracked | None:
        """An item as it stands, `None` where it or its feed is gone, or nobody wants to hear of the feed."""
        chosen = (
            select(feed_items)
            .join(feeds, feeds.c.id == feed_items.c.feed)
            .where(feed_items.c.feed == feed, feed_items.c.key == key, ~feeds.c.paused)
        )
        with reading(self._engine) as connection:
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
        with changing(self._engine) as connection:
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
        with changing(self._engine) as connection:
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
        with reading(self._engine) as connection:
            for row in connection.execute(chosen):
                known = found.get(row.id, News(row.id, to_guild(row.guild)))
                found[row.id] = replace(
                    known, keys=(*known.keys, row.key), episodes=(*known.episodes, row.episode)
                )
        return list(found.values())

    def told(self, news: News) -> None:
        """Keep that whoever is to be told of these has been."""
        these = (feed_items.c.feed == news.feed) & feed_items.c.key.in_(news.keys)
        with changing(self._engine) as connection:
            connection.execute(update(feed_items).where(these).values(news=None))


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
