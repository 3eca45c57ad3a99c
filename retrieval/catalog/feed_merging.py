"""Bringing what is stored of a feed's items up to what the feed says now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update

from retrieval.catalog.feed_tables import feed_items
from retrieval.models.feeds import Item

ITEM = TypeAdapter(Item)


def newest(items: Sequence[Item], latest: int) -> set[str]:
    """The keys of the `latest` items that have a transcript."""
    heard = [item for item in items if item.transcripts]
    ordered = sorted(
        heard, key=lambda item: item.published.toordinal() if item.published else 0, reverse=True
    )
    return {item.key for item in ordered[: max(latest, 0)]}


def _renamed(items: Sequence[Item], there: Mapping[str, Any]) -> dict[str, str]:
    """Which new keys stand for what was known by others that are gone: a show that moved has new ones."""
    keys = {item.key for item in items}
    if keys <= there.keys():
        return {}
    gone = {_known_by(ITEM.validate_json(row.body)): key for key, row in there.items() if key not in keys}
    new = [item for item in items if item.key not in there and item.published]
    found = {item.key: gone.pop(_known_by(item), "") for item in new}
    return {key: old for key, old in found.items() if old}


def _known_by(item: Item) -> tuple[str, date | None]:
    return item.title.casefold(), item.published


def merge(
    connection: Connection,
    feed: int,
    items: Sequence[Item],
    now: datetime,
    take: Callable[[Item], bool],
    *,
    news: bool = False,
) -> None:
    """Bring what is stored up to the feed; what is gone from it stays, for its episode does too.

    `news` says that people want to hear of what is new in it.
    """
    chosen = select(feed_items.c.key, feed_items.c.body, feed_items.c.state).where(feed_items.c.feed == feed)
    there: dict[str, Any] = {row.key: row for row in connection.execute(chosen)}
    new = []
    renamed = _renamed(items, there)
    for item in items:
        if item.key in renamed:
            old = (feed_items.c.feed == feed) & (feed_items.c.key == renamed[item.key])
            connection.execute(update(feed_items).where(old).values(key=item.key))
            there[item.key] = there[renamed[item.key]]
        body, row = ITEM.dump_json(item).decode(), there.get(item.key)
        if row is not None and row.body == body:
            continue
        values = {"body": body, "published": item.published, "changed": True, "due": now, "failures": 0}
        if row is None:
            state = ("waiting" if take(item) else "skipped") if item.transcripts else "silent"
            new.append({"feed": feed, "key": item.key, "state": state, "news": news} | values)
            continue
        if row.state in {"silent", "waiting"}:
            values["state"] = "waiting" if item.transcripts else "silent"
        here = (feed_items.c.feed == feed) & (feed_items.c.key == item.key)
        connection.execute(update(feed_items).where(here).values(values))
    if new:
        connection.execute(insert(feed_items), new)
