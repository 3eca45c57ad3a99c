"""Fetch a feed with its further pages, from where it has moved to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from retrieval.errors import FeedError, FetchError
from retrieval.feeds import links
from retrieval.feeds.bounded_parsing import FetchedFeedParser
from retrieval.feeds.rss import MAX_FEED_ITEMS
from retrieval.feeds.web_pages import WebPageError, directory_hint, page_sentence
from retrieval.fetching.content_kinds import FEED_CONTENT
from retrieval.fetching.fetcher import Fetcher
from retrieval.fetching.secrets import shown_url
from retrieval.models.feeds import CacheValidators, ParsedFeed

MAX_PAGES = 40
"""Pages of one feed that are fetched at a time."""
_MAX_MOVES = 3
OLDER_SECONDS = 180.0
"""How long fetching the older pages of a feed may take in all."""
_log = logging.getLogger(__name__)

WantsOlder = Callable[[ParsedFeed], Awaitable[bool]]
"""Return whether the items before those of a page are wanted too."""


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed that was fetched; `parsed` is `None` where it has not changed, `url` is where it is for good."""

    url: str
    parsed: ParsedFeed | None
    validators: CacheValidators


class FeedReader:
    """Fetches and parses feeds; dates after `today` are ignored. Raises FetchError and FeedError.

    Older pages that take more than `older_seconds` in all are left out.
    """

    def __init__(self, fetcher: Fetcher, today: date, older_seconds: float = OLDER_SECONDS) -> None:
        self._fetcher, self._today, self._older_seconds = fetcher, today, older_seconds

    async def read(
        self, url: str, known: CacheValidators | None = None, wants_older: WantsOlder | None = None
    ) -> ReadFeed:
        """Return the feed at a URL with the older items wanted, unless it has not changed."""
        if hint := directory_hint(url):
            raise FeedError(hint)
        feed = await self._page(url, known or CacheValidators())
        for _ in range(_MAX_MOVES):
            target = feed.parsed.new_url if feed.parsed else None
            if target is None or _is_same(target, feed.url):
                break
            try:
                feed = await self._page(target, CacheValidators(), sign_in=url)
            except (FetchError, FeedError) as error:
                _log.info("the feed says that it has moved, but isn't there: %s", error)
                break
        if feed.parsed is None:
            return feed
        return replace(feed, parsed=await self._with_older(feed.parsed, feed.url, wants_older))

    async def _page(self, url: str, known: CacheValidators, sign_in: str = "") -> ReadFeed:
        async with FetchedFeedParser(self._today) as parser:
            fetched = await self._fetcher.fetch(url, FEED_CONTENT, known, parser.feed, sign_in)
            for_good = fetched.moved_to or url
            if fetched.content is None:
                return ReadFeed(for_good, None, fetched.validators)
            try:
                parsed = await parser.close()
            except WebPageError as error:
                raise FeedError(page_sentence(error, fetched.url)) from error
        return ReadFeed(for_good, links.resolve(parsed, fetched.url), fetched.validators)

    async def _with_older(self, newest: ParsedFeed, url: str, wants_older: WantsOlder | None) -> ParsedFeed:
        """Return a feed with the items of its older pages; what can't be fetched of them is left out."""
        items = {item.key: item for item in newest.items}
        blocked, page, seen = newest.blocked, newest, {url}
        deadline = asyncio.get_running_loop().time() + self._older_seconds
        while len(seen) < MAX_PAGES and len(items) < MAX_FEED_ITEMS:
            target = page.next_page
            if target is None or target in seen or not (wants_older is None or await wants_older(page)):
                break
            seen.add(target)
            try:
                async with asyncio.timeout_at(deadline):
                    older = (await self._page(target, CacheValidators(), sign_in=url)).parsed
            except (FetchError, FeedError, TimeoutError) as error:
                _log.warning(
                    "the older items of a feed at %s are left out: %s", shown_url(target), error or "slow"
                )
                break
            if older is None or not any(item.key not in items for item in older.items):
                break
            page, blocked = older, blocked | older.blocked
            for item in older.items:
                items.setdefault(item.key, item)
        return replace(newest, items=tuple(items.values())[:MAX_FEED_ITEMS], blocked=blocked)


def _is_same(one: str, other: str) -> bool:
    """Return whether two URLs differ by the protocol, the name and password or a last slash at most."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.hostname, first.port, first.path.rstrip("/"), first.query) == (
        second.hostname,
        second.port,
        second.path.rstrip("/"),
        second.query,
    )
