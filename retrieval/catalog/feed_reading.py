"""Read feeds with the numbers of their items, and describe their state."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from retrieval.catalog.feed_merging import BLOCKED_ITEM, NO_ROOM_FOR_ITEM
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.catalog.serialization import as_utc, to_guild
from retrieval.models.feeds import Feed
from retrieval.texts import Text

_SUMMARIZED = (NO_ROOM_FOR_ITEM, BLOCKED_ITEM)
"""Reasons of items that the status of their feed counts."""


def read_feeds(connection: Connection, condition: ColumnElement[bool]) -> list[Feed]:
    """Return the feeds that meet the condition, ordered by title."""
    rows = connection.execute(
        select(feeds).where(condition).order_by(func.lower(feeds.c.show), feeds.c.id)
    ).all()
    counted = (
        select(feed_items.c.feed, feed_items.c.state, func.count().label("items"))
        .where(feed_items.c.feed.in_([row.id for row in rows]))
        .group_by(feed_items.c.feed, feed_items.c.state)
    )
    counts = Counter({(row.feed, row.state): row.items for row in connection.execute(counted)})
    reasons = (
        select(feed_items.c.feed, feed_items.c.reason, func.count().label("items"))
        .where(feed_items.c.feed.in_([row.id for row in rows]), feed_items.c.reason.in_(_SUMMARIZED))
        .group_by(feed_items.c.feed, feed_items.c.reason)
    )
    counts.update({(row.feed, row.reason): row.items for row in connection.execute(reasons)})
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
        reason=row.reason or _summary({reason: counts[row.id, reason] for reason in _SUMMARIZED}),
        polled=row.polled,
        older_read=row.older_read,
    )


def _summary(counts: Mapping[str, int]) -> str | None:
    """Return what a feed's status says about items that wait or are left out, by their reasons."""
    sentences = []
    if items := counts[NO_ROOM_FOR_ITEM]:
        sentences.append(
            Text.counted(
                "{n} episode waits: this server has reached a limit; `/library status` shows what it uses.",
                "{n} episodes wait: this server has reached a limit; `/library status` shows what it uses.",
                items,
            )
        )
    if items := counts[BLOCKED_ITEM]:
        sentences.append(
            Text.counted(
                "{n} episode asks not to be listed (itunes:block), and is left out.",
                "{n} episodes ask not to be listed (itunes:block), and are left out.",
                items,
            )
        )
    return " ".join(sentences) or None
