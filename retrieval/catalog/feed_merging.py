"""Update the stored items of a feed to what the feed says now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select, update

from retrieval.catalog.feed_tables import feed_items
from retrieval.models.feeds import FeedItem

FEED_ITEM_JSON = TypeAdapter(FeedItem)
NO_ROOM_FOR_ITEM = "This server may store no more for now."
"""The reason that is stored of an item that waits until its server has room."""
BLOCKED_ITEM = "It asks not to be listed (itunes:block)."
"""The reason that is stored of an item that isn't indexed for that."""


def newest(items: Sequence[FeedItem], latest: int) -> set[str]:
    """Return the keys of the `latest` newest items that have a transcript."""
    transcribed = [item for item in items if item.transcripts]
    ordered = sorted(
        transcribed, key=lambda item: item.published.toordinal() if item.published else 0, reverse=True
    )
    return {item.key for item in ordered[: max(latest, 0)]}


def _renamed_keys(items: Sequence[FeedItem], stored: Mapping[str, Any]) -> dict[str, str]:
    """Return the stored key for each new key of an item of the same title and date, as after a move."""
    keys = {item.key for item in items}
    if keys <= stored.keys():
        return {}
    gone = {
        _title_and_date(FEED_ITEM_JSON.validate_json(row.body)): key
        for key, row in stored.items()
        if key not in keys
    }
    new_items = [item for item in items if item.key not in stored and item.published]
    old_keys = {item.key: gone.pop(_title_and_date(item), "") for item in new_items}
    return {key: old_key for key, old_key in old_keys.items() if old_key}


def _title_and_date(item: FeedItem) -> tuple[str, date | None]:
    return item.title.casefold(), item.published


def merge(
    connection: Connection,
    feed: int,
    items: Sequence[FeedItem],
    now: datetime,
    take: Callable[[FeedItem], bool],
    *,
    announce: bool = False,
    blocked: frozenset[str] = frozenset(),
) -> None:
    """Update the stored items to those of the feed; items that are gone from it stay, as their episodes do.

    Of new items, those that `take` accepts are to be indexed; `announce` says that they are to be announced.
    `blocked` are the keys of items that ask not to be listed.
    """
    query = select(feed_items.c.key, feed_items.c.body, feed_items.c.state).where(feed_items.c.feed == feed)
    stored: dict[str, Any] = {row.key: row for row in connection.execute(query)}
    new_rows: list[dict[str, Any]] = []
    changed_rows: list[dict[str, Any]] = []
    renamed = _renamed_keys(items, stored)
    for item in items:
        if item.key in renamed:
            old = (feed_items.c.feed == feed) & (feed_items.c.key == renamed[item.key])
            connection.execute(update(feed_items).where(old).values(key=item.key))
            stored[item.key] = stored[renamed[item.key]]
        body, row = FEED_ITEM_JSON.dump_json(item).decode(), stored.get(item.key)
        if row is not None and row.body == body:
            continue
        values = {"body": body, "published": item.published, "changed": True, "due": now, "failures": 0}
        values["reason"] = BLOCKED_ITEM if item.key in blocked else None
        if row is None:
            state = _new_state(item, take)
            new_rows.append({"feed": feed, "key": item.key, "state": state, "news": announce} | values)
            continue
        state = row.state
        if state in {"silent", "waiting"}:
            state = "waiting" if item.transcripts else "silent"
        changed_rows.append({"known_key": item.key, "state": state} | values)
    if changed_rows:  # in one statement: a feed may change all of its thousands of items at each poll
        known = (feed_items.c.feed == feed) & (feed_items.c.key == bindparam("known_key"))
        connection.execute(update(feed_items).where(known), changed_rows)
    if new_rows:
        connection.execute(insert(feed_items), new_rows)


def _new_state(item: FeedItem, take: Callable[[FeedItem], bool]) -> str:
    if not item.transcripts:
        return "silent"
    return "waiting" if take(item) else "skipped"
