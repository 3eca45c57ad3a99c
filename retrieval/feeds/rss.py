"""Parse podcast feeds: RSS 2.0 with the iTunes and podcast namespaces."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from retrieval.errors import FeedError
from retrieval.feeds.rss_items import (
    TranscriptLink,
    best_transcripts,
    is_blocked,
    item_key,
    memory_size,
    parse_item,
    transcript_links,
)
from retrieval.feeds.xml import Tag, known_name, line_text, link_url
from retrieval.feeds.xml_stream import XmlStream
from retrieval.models.feeds import FeedItem, ParsedFeed

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_FEED_ITEMS = 10_000
"""Items that are read of one feed; the rest are ignored."""
MAX_FEED_BYTES = 30_000_000
"""Bytes of memory that a feed's items may take; the rest are ignored."""
_WANTED_TAGS = frozenset(
    {
        *("title", "link", "language", "guid", "pubDate", "enclosure"),
        *("itunes:author", "itunes:title", "itunes:episode", "itunes:duration", "itunes:block"),
        *("podcast:transcript", "podcast:chapters", "podcast:person", "podcast:soundbite"),
    }
)
_WANTED_ATTRIBUTES = ("url", "type", "language", "rel", "role", "startTime", "duration")
_MAX_TAGS_OF_A_NAME = 100
"""Elements of one name that are read of a feed or an item."""
_MAX_TEXT_CHARACTERS = 20_000
BLOCKED_FEED = "This podcast asks not to be listed (itunes:block), so none of its episodes are indexed."
_NO_FEED = "That address has XML, but not a podcast feed (RSS)."


def parse(content: bytes, today: date) -> ParsedFeed:
    """Return the podcast of a feed; dates after `today` are ignored. Raises FeedError if it isn't a feed."""
    parser = FeedParser(today)
    parser.feed(content)
    return parser.close()


class FeedParser:
    """Parses a feed chunk by chunk, with one item in memory besides what is kept of the others.

    Dates after `today` are ignored. Methods raise FeedError if it isn't a feed.
    """

    def __init__(self, today: date) -> None:
        self._today, self._stream = today, XmlStream("The feed")
        self._path: list[str] = []
        self._channel: dict[str, list[Tag]] = defaultdict(list)
        self._tags: dict[str, list[Tag]] = defaultdict(list)
        self._items: list[tuple[FeedItem, tuple[TranscriptLink, ...]]] = []
        self._blocked = set[str]()
        self._channels = self._seen = self._bytes = 0

    def feed(self, chunk: bytes) -> bool:
        """Take the next bytes, and return whether more are wanted."""
        for event, element in self._stream.feed(chunk):
            self._take(event, element)
            if self._is_full():
                return False
        return True

    def close(self) -> ParsedFeed:
        """Return what was read."""
        if not self._is_full():
            for event, element in self._stream.close():
                self._take(event, element)
        if not self._channels:
            raise FeedError(_NO_FEED)
        title = line_text(self._channel, "title")
        if not title:
            raise FeedError("The feed doesn't say what its show is called.")
        if is_blocked(self._channel):
            raise FeedError(BLOCKED_FEED)
        language = (line_text(self._channel, "language") or "").lower()
        items = [replace(item, transcripts=best_transcripts(links, language)) for item, links in self._items]
        author = line_text(self._channel, "itunes:author")
        distinct = tuple(_distinct(items))
        blocked = frozenset(item.key for item in distinct if item.key in self._blocked)
        return ParsedFeed(title, distinct, link_url(self._channel), author, blocked)

    def _is_full(self) -> bool:
        return self._seen >= MAX_FEED_ITEMS or self._bytes > MAX_FEED_BYTES

    def _take(self, event: str, element: "_Element") -> None:
        path = self._path
        if event == "start":
            path.append(element.tag)
            self._channels += path == ["rss", "channel"]
            if path[0] != "rss":
                raise FeedError(_NO_FEED)
            return
        if self._channels == 1 and path[:2] == ["rss", "channel"]:
            match path[2:]:
                case ["item"]:
                    self._add_item()
                case ["item", tag]:
                    _keep(self._tags, tag, element)
                case [tag]:
                    _keep(self._channel, tag, element)
        path.pop()

    def _add_item(self) -> None:
        item, blocked = parse_item(self._tags, self._today), is_blocked(self._tags)
        links = () if blocked else tuple(transcript_links(self._tags))
        self._tags = defaultdict(list)
        self._seen += 1
        if item is not None:
            self._blocked |= {item.key} if blocked else set()
            self._items.append((item, links))
            self._bytes += memory_size(item, links)


def _keep(tags: dict[str, list[Tag]], tag: str, element: "_Element") -> None:
    """Add what is wanted of an element to the tags of its parent."""
    name = known_name(tag)
    if name in _WANTED_TAGS and len(tags[name]) < _MAX_TAGS_OF_A_NAME:
        attributes = {key: value for key in _WANTED_ATTRIBUTES if (value := element.get(key)) is not None}
        tags[name].append(Tag((element.text or "")[:_MAX_TEXT_CHARACTERS], attributes))


def _distinct(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items with distinct keys: of several with one key the oldest keeps it, as it had it first."""
    oldest_first = sorted(range(len(items) - 1, -1, -1), key=lambda i: items[i].published or date.max)
    owners: dict[str, int] = {}
    recordings: dict[tuple[str, str], int] = {}
    for index in oldest_first:
        item = items[index]
        owners.setdefault(item.key, index)
        recordings.setdefault((item.key, _recording(item)), index)
    for index, item in enumerate(items):
        if owners[item.key] == index:
            yield item
        elif recordings[item.key, _recording(item)] == index:
            yield replace(item, key=item_key(f"{item.key} {_recording(item)}"))


def _recording(item: FeedItem) -> str:
    return item.audio_url or item.video_url or item.title
