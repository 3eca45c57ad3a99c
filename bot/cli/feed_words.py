"""Wording about feeds that texts and JSON share."""

from retrieval.models.feeds import Feed


def waiting_reason(feed: Feed) -> str:
    """Return why an episode that has no problem is waiting."""
    return "waits, as its feed is paused." if feed.paused else "waits for the next poll."
