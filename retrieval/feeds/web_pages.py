"""Find the feed that a web page links to, and say where to find that of a page which names none."""

import re
from collections.abc import Sequence

from yarl import URL

from retrieval.errors import FeedError
from retrieval.feeds.xml import absolute_url, link_text
from retrieval.texts import Text
from retrieval.untrusted.safe_xml import parse_html

MAX_PAGE_BYTES = 1_000_000
"""How much of a web page is read: links to feeds stand in its head."""
_MAX_FEEDS = 3
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"})
_DIRECTORIES = {
    "podcasts.apple.com": "Apple Podcasts",
    "itunes.apple.com": "Apple Podcasts",
    "open.spotify.com": "Spotify",
    "podcasters.spotify.com": "Spotify",
    "music.amazon.com": "Amazon Music",
    "podcasts.google.com": "Google Podcasts",
}
WHERE_TO_FIND = Text(
    "Look for “RSS” on the podcast's own website, or search for the podcast on podcastindex.org, which shows "
    "the address of its feed; then add that address."
)
"""Advice for somebody who has no address of a feed."""


class WebPageError(FeedError):
    """A web page was fetched in place of a feed; `feeds` are its links to feeds, as the page writes them."""

    def __init__(self, feeds: Sequence[str] = ()) -> None:
        super().__init__(Text("That is a web page, not a podcast's feed. {advice}", advice=WHERE_TO_FIND))
        self.feeds = tuple(feeds)

    def __reduce__(self) -> tuple[type["WebPageError"], tuple[tuple[str, ...]]]:
        return WebPageError, (self.feeds,)


class WebPage:
    """A web page that is fetched in place of a feed."""

    def __init__(self) -> None:
        self._content = bytearray()

    def feed(self, chunk: bytes) -> bool:
        """Take the next bytes, and return whether more are wanted."""
        self._content += chunk[: MAX_PAGE_BYTES - len(self._content)]
        return len(self._content) < MAX_PAGE_BYTES

    def feeds(self) -> list[str]:
        """Return the links to feeds that the page states, as it writes them."""
        root = parse_html(self._content.decode("utf-8", "replace"))
        links = [] if root is None else list(root.iter("link"))
        urls = [
            link_text(link.get("href"))
            for link in links
            if "alternate" in (link.get("rel") or "").lower().split()
            and (link.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES
        ]
        return list(dict.fromkeys(filter(None, urls)))[:_MAX_FEEDS]


def is_web_page(beginning: bytes) -> bool:
    """Return whether bytes begin a web page."""
    return _PAGE.match(beginning.removeprefix(b"\xef\xbb\xbf")) is not None


def directory_hint(url: str) -> Text | None:
    """Return where to find the feed of a podcast's page in a directory; `None` for any other address."""
    try:
        host = (URL(url.strip()).host or "").lower()
    except ValueError:
        return None
    name = _DIRECTORIES.get(host)
    if name is None:
        return None
    return Text(
        "{name} doesn't show the address of a podcast's feed. {advice}", name=name, advice=WHERE_TO_FIND
    )


def page_sentence(error: WebPageError, url: str) -> Text:
    """Return what to do where the page at `url` was given in place of a feed."""
    feeds = list(dict.fromkeys(filter(None, (absolute_url(feed, url) for feed in error.feeds))))
    if not feeds:
        return Text("That is a web page, not a podcast's feed. {advice}", advice=WHERE_TO_FIND)
    return Text(
        "That is a web page, not a podcast's feed. It links to this feed; add it instead: {links}",
        links=" or ".join(feeds),
    )
