"""Update the stored items of a feed to what the feed says now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select, update

from retrieval.catalog.feed_tables import feed_items
from retrieval.models.feeds import FeedItem
from retrieval.texts import Text

FEED_ITEM_JSON = TypeAdapter(FeedItem)
NO_ROOM_FOR_ITEM = Text("This server may store no more for now.")
"""The reason stored for an item that waits until its server has room."""
BLOCKED_ITEM = Text("It asks not to be listed (itunes:block).")
"""The reason stored for an item that isn't indexed because it asks not to be listed."""


def newest(items: Sequence[FeedItem], latest: int) -> set[str]:
    """Return the keys of the `latest` newest items that have a transcript."""
    places = places_of(items, date.max)
    transcribed = [item for item in items if item.transcripts]
    ordered = sorted(transcribed, key=lambda item: places[item.key], reverse=True)
    return {item.key for item in ordered[: max(latest, 0)]}


def places_of(items: Sequence[FeedItem], today: date) -> dict[str, date]:
    """Return for each item, by its key, the date that puts it in order.

    Of one without a date it is that of the item above it in the feed, or else below it. In a feed without any
    date, the items are a day apart from `today` on, in the order of the feed.
    """
    dates = [item.published for item in items]
    if not any(dates):
        earliest = max(today.toordinal() - len(items), 1)
        return {
            item.key: date.fromordinal(max(today.toordinal() - i, earliest)) for i, item in enumerate(items)
        }
    latest = next(filter(None, dates))
    places: dict[str, date] = {}
    for item in items:
        latest = item.published or latest
        places[item.key] = latest
    return places


def _renamed_keys(items: Sequence[FeedItem], stored: Mapping[str, Any]) -> dict[str, str]:
    """Return the stored key for each new key of an item with the same title and date, as after a move."""
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
    announce: Callable[[FeedItem], bool] = lambda item: False,
    blocked: frozenset[str] = frozenset(),
) -> None:
    """Update the stored items to those of the feed; items that are gone from it stay, as their episodes do.

    Of new items, those that `take` accepts are to be indexed, and those that `announce` accepts announced.
    `blocked` are the keys of items that ask not to be listed.
    """
    columns = (feed_items.c.key, feed_items.c.body, feed_items.c.state, feed_items.c.published)
    query = select(*columns).where(feed_items.c.feed == feed)
    places = places_of(items, now.date())
    stored: dict[str, Any] = {row.key: row for row in connection.execute(query)}
    new_rows: list[dict[str, Any]] = []
    changed_rows: list[dict[str, Any]] = []
    for key, old_key in _renamed_keys(items, stored).items():
        old = (feed_items.c.feed == feed) & (feed_items.c.key == old_key)
        connection.execute(update(feed_items).where(old).values(key=key))
        stored[key] = stored[old_key]
    for item in items:
        body, row = FEED_ITEM_JSON.dump_json(item).decode(), stored.get(item.key)
        if row is not None and (row.body == body or FEED_ITEM_JSON.validate_json(row.body) == item):
            continue
        kept = row.published if row is not None and item.published is None else None
        values = {"body": body, "published": kept or places[item.key], "changed": True, "due": now}
        values |= {"failures": 0, "reason": BLOCKED_ITEM if item.key in blocked else None}
        if row is None:
            state = _new_state(item, take)
            new_rows.append({"feed": feed, "key": item.key, "state": state, "news": announce(item)} | values)
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
