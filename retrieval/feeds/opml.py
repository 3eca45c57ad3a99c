"""Lists of feeds in OPML, as podcast apps export them."""

from typing import NamedTuple

from yarl import URL

from retrieval.errors import FeedError
from retrieval.feeds.xml import parse_document, web_url
from retrieval.language.safe_text import safe_line

MAX_OPML_FEEDS = 500
"""Feeds that are taken from one list; a longer list is refused."""


class ListedFeed(NamedTuple):
    """A feed of an OPML list."""

    title: str
    url: str


def parse(content: bytes) -> tuple[ListedFeed, ...]:
    """Return every feed of an OPML file once.

    Raises FeedError where it is no such file, or lists no feed or more than `MAX_OPML_FEEDS`.
    """
    root = parse_document(content, "The list")
    if root.tag != "opml":
        raise FeedError("That file is no OPML list of feeds.")
    titles: dict[str, str] = {}
    for outline in root.iter("outline"):
        url = web_url(outline.get("xmlUrl"))
        if url:
            # An address without a title may hold a listener's own key; its site is enough to know it by.
            title = safe_line(outline.get("title") or outline.get("text") or "") or URL(url).host or "A feed"
            titles.setdefault(url, title)
    if not titles:
        raise FeedError("That list names no feed.")
    if len(titles) > MAX_OPML_FEEDS:
        raise FeedError(f"That list names {len(titles):,} feeds; at most {MAX_OPML_FEEDS} are taken at once.")
    return tuple(ListedFeed(title, url) for url, title in titles.items())
