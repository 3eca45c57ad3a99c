"""Words about feeds that texts and JSON have in common."""

from retrieval.models.feeds import Feed


def waiting_reason(feed: Feed) -> str:
    """Return why an episode waits with which nothing is wrong."""
    return "waits, as its feed is paused." if feed.paused else "waits for the next poll."
