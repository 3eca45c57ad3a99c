"""Parse podcast feeds: RSS 2.0 and 1.0, and Atom 1.0 and 0.3, with the iTunes and podcast namespaces."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from retrieval.errors import FeedError
from retrieval.feeds.rss_items import (
    TranscriptLink,
    artwork_of,
    authors_as_hosts,
    best_transcripts,
    is_blocked,
    item_key,
    memory_size,
    parse_item,
    people_of,
    transcript_links,
)
from retrieval.feeds.titles import clean_title
from retrieval.feeds.web_pages import WebPage, WebPageError, is_web_page
from retrieval.feeds.xml import Tag, attribute, known_name, line_text, link_text, link_url, raw_text
from retrieval.feeds.xml_stream import XmlStream
from retrieval.models.feeds import FeedItem, ParsedFeed
from retrieval.texts import Text

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
        *("itunes:season", "itunes:new-feed-url", "podcast:season", "podcast:episode", "dc:date"),
        *("podcast:transcript", "podcast:chapters", "podcast:person", "podcast:soundbite"),
        *("atom:title", "atom:id", "atom:published", "atom:updated", "atom:link"),
        *("description", "itunes:summary", "content:encoded", "atom:summary", "atom:content"),
        *("itunes:image", "podcast:license"),
        *("atom:issued", "atom:modified", "enc:enclosure", "media:content"),
    }
)
_WANTED_ATTRIBUTES = ("url", "href", "src", "type", "language", "rel", "role", "startTime", "duration")
_ATOM_NAMES = {
    **{"atom:title": "title", "atom:id": "guid", "atom:published": "pubDate"},
    **{"atom:issued": "pubDate", "atom:modified": "atom:updated"},
}
_OLDER = frozenset({"next", "prev-archive"})
"""The relations of a feed's link to its older items (RFC 5005)."""
_MAX_TAGS_OF_A_NAME = 100
"""Elements of one name that are read of a feed or an item."""
_MAX_TEXT_CHARACTERS = 20_000
_BEGINNINGS = (["rss", "channel"], ["feed"], ["rdf:RDF"])
_CHANNELS = (["rss", "channel"], ["feed"], ["rdf:RDF", "channel"], ["rdf:RDF"])
"""Paths of the elements that contain a feed's own details and its items."""
BLOCKED_FEED = Text("This podcast asks not to be listed (itunes:block), so none of its episodes are indexed.")
_JSON = Text(
    "There is JSON at that address, but only feeds in RSS or Atom are read; use the podcast's RSS address."
)
_CUT_FEED = Text(
    "The feed ends in the middle of its first episode, so nothing of it can be read; try again later."
)
_NO_FEED = Text("There is XML at that address, but not a podcast feed (RSS or Atom).")


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
        self._page: WebPage | None = None
        self._has_begun = False

    def feed(self, chunk: bytes) -> bool:
        """Take the next bytes, and return whether more are wanted."""
        if not self._has_begun and chunk.strip():
            self._has_begun = True
            self._page = WebPage() if is_web_page(chunk) else None
            if chunk.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
                raise FeedError(_JSON)
        if self._page is not None:
            return self._page.feed(chunk)
        for event, element in self._stream.feed(chunk):
            self._take(event, element)
            if self._is_full():
                return False
        return True

    def close(self) -> ParsedFeed:
        """Return what was read. Raises WebPageError where it is a web page."""
        if self._page is not None:
            raise WebPageError(self._page.feeds())
        if not self._is_full():
            for event, element in self._stream.close():
                self._take(event, element)
        if not self._channels:
            raise FeedError(_NO_FEED)
        if self._stream.is_cut and not self._items:
            raise FeedError(_CUT_FEED)
        names = (raw_text(self._channel, name) for name in ("title", "itunes:title"))
        title = next(filter(None, map(clean_title, names)), "")
        if not title:
            raise FeedError(Text("The feed doesn't say what its show is called."))
        if is_blocked(self._channel):
            raise FeedError(BLOCKED_FEED)
        language = (line_text(self._channel, "language") or "").lower()
        author = line_text(self._channel, "itunes:author")
        hosts = people_of(self._channel) or authors_as_hosts(author or "")
        artwork, license_ = artwork_of(self._channel), line_text(self._channel, "podcast:license")
        has_seasons = len({item.season for item, _ in self._items} - {None}) > 1
        items = [
            replace(
                item,
                transcripts=best_transcripts(links, language),
                season=item.season if has_seasons else None,
                people=item.people or hosts,
                artwork_url=item.artwork_url or artwork,
                license=item.license or license_,
            )
            for item, links in self._items
        ]
        distinct = tuple(_distinct(items))
        blocked = frozenset(item.key for item in distinct if item.key in self._blocked)
        return ParsedFeed(
            title,
            distinct,
            link_url(self._channel),
            author,
            blocked,
            next_page=next((link_text(tag.get("href")) for tag in self._channel.get("older", ())), None),
            new_url=link_text(raw_text(self._channel, "itunes:new-feed-url")),
            is_cut=self._stream.is_cut,
        )

    def _is_full(self) -> bool:
        return self._seen >= MAX_FEED_ITEMS or self._bytes > MAX_FEED_BYTES

    def _take(self, event: str, element: "_Element") -> None:
        path = self._path
        if event == "start":
            path.append(_shape(element.tag))
            self._channels += path in _BEGINNINGS
            if path[0] not in ("rss", "feed", "rdf:RDF"):
                raise FeedError(_NO_FEED)
            return
        in_channel = next((len(channel) for channel in _CHANNELS if path[: len(channel)] == channel), 0)
        if self._channels == 1 and in_channel:
            match path[in_channel:]:
                case ["item" | "entry"]:
                    self._add_item()
                case ["item" | "entry", tag]:
                    _keep(self._tags, tag, element)
                case [tag]:
                    _keep(self._channel, tag, element)
        path.pop()

    def _add_item(self) -> None:
        if self._stream.is_cut:  # it lacks what comes below, such as its transcripts
            return
        item, blocked = parse_item(self._tags, self._today), is_blocked(self._tags)
        links = () if blocked else tuple(transcript_links(self._tags))
        self._tags = defaultdict(list)
        self._seen += 1
        if item is not None:
            self._blocked |= {item.key} if blocked else set()
            self._items.append((item, links))
            self._bytes += memory_size(item, links)


def _shape(tag: str) -> str:
    """Return the name of an element that holds others in Atom or RSS 1.0, as `item`, else the tag."""
    name = known_name(tag)
    if name in ("atom:feed", "atom:entry"):
        return name.removeprefix("atom:")
    return name if name in ("rdf:RDF", "channel", "item") else tag


def _keep(tags: dict[str, list[Tag]], tag: str, element: "_Element") -> None:
    """Add what is wanted of an element to the tags of its parent."""
    name = known_name(tag)
    if name not in _WANTED_TAGS:
        return
    stated = {str(key).lower(): str(value) for key, value in element.items()}
    attributes = {key: stated[key.lower()] for key in _WANTED_ATTRIBUTES if key.lower() in stated}
    kept = Tag((element.text or "")[:_MAX_TEXT_CHARACTERS], attributes)
    if name == "atom:link":
        name, kept = _link_of(kept)
    if name == "enc:enclosure":
        recording = {"url": attribute(element, "resource") or "", "type": attribute(element, "type") or ""}
        name, kept = "enclosure", Tag("", recording)
    name = _ATOM_NAMES.get(name, name)
    if len(tags[name]) < _MAX_TAGS_OF_A_NAME:
        tags[name].append(kept)


def _link_of(link: Tag) -> tuple[str, Tag]:
    """Return a link of Atom as what RSS calls it: an enclosure, the page, or that of older items."""
    relation, url = (link.get("rel") or "alternate").lower(), link.get("href") or ""
    if relation == "enclosure":
        return "enclosure", Tag("", {"url": url, "type": link.get("type") or ""})
    if relation == "alternate":
        return "link", Tag(url, {})
    return ("older" if relation in _OLDER else "other"), link


def _distinct(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items with distinct keys; of several with the same key, the oldest keeps it."""
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
