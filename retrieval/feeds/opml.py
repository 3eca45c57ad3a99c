"""Lists of feeds in OPML, as podcast apps export them."""

from typing import TYPE_CHECKING, NamedTuple

from yarl import URL

from retrieval.errors import FeedError
from retrieval.feeds.xml import web_url
from retrieval.feeds.xml_stream import XmlStream
from retrieval.language.safe_text import safe_line
from retrieval.texts import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_OPML_FEEDS = 500
"""Feeds that are taken from one list; a longer list is refused."""
_MAX_TITLE_CHARACTERS = 1_000
_BEGINNING_BYTES = 1_000
_NO_LIST = Text("That file isn't an OPML list of feeds.")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""Marks of encodings and white space that may come before XML."""


class ListedFeed(NamedTuple):
    """A feed of an OPML list."""

    title: str
    url: str


def parse(content: bytes) -> tuple[ListedFeed, ...]:
    """Return every feed of an OPML file once, read as a stream within the limits of `XmlStream`.

    Raises FeedError if it isn't such a file, or lists no feed or more than `MAX_OPML_FEEDS`.
    """
    if not content[:_BEGINNING_BYTES].lstrip(_BEFORE_XML).startswith(b"<"):
        raise FeedError(_NO_LIST)
    stream, titles = XmlStream("The list"), dict[str, str]()
    for events in (stream.feed(content), stream.close()):
        for event, element in events:
            if event == "start":
                _take(element, titles)
    if not titles:
        raise FeedError(Text("That list contains no feeds."))
    return tuple(ListedFeed(title, url) for url, title in titles.items())


def _take(element: "_Element", titles: dict[str, str]) -> None:
    """Add the feed that an element names to the titles by URL."""
    if element.getparent() is None and element.tag != "opml":
        raise FeedError(_NO_LIST)
    url = web_url(element.get("xmlUrl")) if element.tag == "outline" else None
    if url is None or url in titles:
        return
    if len(titles) >= MAX_OPML_FEEDS:
        raise FeedError(
            Text(
                "That list contains more than {number} feeds, the most that can be added at once.",
                number=MAX_OPML_FEEDS,
            )
        )
    title = (element.get("title") or element.get("text") or "")[:_MAX_TITLE_CHARACTERS]
    # An address without a title may hold a listener's own key; its site is enough to know it by.
    titles[url] = safe_line(title) or URL(url).host or "A feed"
