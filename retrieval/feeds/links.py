"""Resolve the links of a feed, and follow it where it has moved to."""

from dataclasses import replace

from retrieval.feeds.xml import absolute_url
from retrieval.models.feeds import FeedItem, ParsedFeed


def resolve(parsed: ParsedFeed, base: str) -> ParsedFeed:
    """Return a feed with its links as web URLs; `base` is the URL that it was fetched from."""
    return replace(
        parsed,
        items=tuple(_resolve_item(item, base) for item in parsed.items),
        link=absolute_url(parsed.link, base),
        next_page=absolute_url(parsed.next_page, base),
        new_url=absolute_url(parsed.new_url, base),
    )


def _resolve_item(item: FeedItem, base: str) -> FeedItem:
    return replace(
        item,
        page_url=absolute_url(item.page_url, base),
        audio_url=absolute_url(item.audio_url, base),
        video_url=absolute_url(item.video_url, base),
        artwork_url=absolute_url(item.artwork_url, base),
        chapters=absolute_url(item.chapters, base),
        transcripts=tuple(filter(None, (absolute_url(url, base) for url in item.transcripts))),
    )
