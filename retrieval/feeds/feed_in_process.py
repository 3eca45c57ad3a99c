"""The child's side of parsing a feed block by block: one parser, kept from call to call."""

from datetime import date

from retrieval.feeds.rss import FeedParser
from retrieval.models.feeds import ParsedFeed

_parsers: list[FeedParser] = []


def start(today: date) -> None:
    """Begin a feed, and drop what is left of the one before."""
    _parsers[:] = [FeedParser(today)]


def feed(content: bytes) -> bool:
    """Take the next bytes of the feed, and return whether more are wanted. Raises FeedError."""
    return _parsers[0].feed(content)


def close() -> ParsedFeed:
    """Return what was read. Raises FeedError where it is no feed."""
    return _parsers.pop().close()
