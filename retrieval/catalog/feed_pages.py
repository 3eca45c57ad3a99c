"""The older pages of feeds: which of their items a subscription takes, and whether they were read."""

from collections.abc import Sequence

from sqlalchemy import Connection, case, select, update

from retrieval.catalog.feed_merging import newest
from retrieval.catalog.feed_tables import feed_items, feeds
from retrieval.models.feeds import FIRST_POLL_EPISODES, FeedItem

MAX_OLDER_FAILURES = 10
"""Polls that try to read the older pages of a feed; those that can't be read by then are left out."""


def older_to_take(connection: Connection, feed: int, items: Sequence[FeedItem]) -> set[str]:
    """Return the keys of a feed's older items that its subscription takes, as its first poll would have done.

    A subscription that states no limit has the default one, and one that has left out an item takes no older.
    """
    if not items:
        return set()
    rows = connection.execute(
        select(feed_items.c.key, feed_items.c.state, feed_items.c.published).where(feed_items.c.feed == feed)
    ).all()
    stored = {row.key for row in rows}
    subscription = connection.execute(select(feeds.c.latest, feeds.c.created).where(feeds.c.id == feed)).one()
    if any(row.state == "skipped" for row in rows):
        room = 0
    else:
        first_day = subscription.created.date()
        taken = sum(
            row.state != "silent" and (row.published is None or row.published <= first_day) for row in rows
        )
        latest = FIRST_POLL_EPISODES if subscription.latest is None else subscription.latest
        room = latest - taken
    return stored | newest([item for item in items if item.key not in stored], room)


def mark_older_read(connection: Connection, feed: int, is_whole: bool) -> None:
    """Store that the older pages of a feed were read, or that one of them failed again."""
    failures = feeds.c.older_failures + (0 if is_whole else 1)
    is_done = True if is_whole else case((failures >= MAX_OLDER_FAILURES, True), else_=False)
    unread = (feeds.c.id == feed) & ~feeds.c.older_read
    connection.execute(update(feeds).where(unread).values(older_failures=failures, older_read=is_done))
