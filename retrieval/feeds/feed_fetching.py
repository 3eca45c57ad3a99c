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
from retrieval.models.feeds import CacheValidators, ParsedFeed

MAX_PAGES = 40
"""Pages of one feed that are fetched at a time."""
_MAX_MOVES = 3
OLDER_SECONDS = 180.0
"""How long fetching the older pages of a feed may take in all."""
_log = logging.getLogger(__name__)

HasKnown = Callable[[ParsedFeed], Awaitable[bool]]
"""Return whether an item of a page is stored already."""


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed that was fetched; `parsed` is `None` where it has not changed, `url` is its permanent address.

    `older` are the keys of the items on the pages behind the first one that has a stored item. `is_whole`
    says that no page failed.
    """

    url: str
    parsed: ParsedFeed | None
    validators: CacheValidators
    older: frozenset[str] = frozenset()
    is_whole: bool = True


class FeedReader:
    """Fetches and parses feeds; dates after `today` are ignored. Raises FetchError and FeedError.

    Older pages that take more than `older_seconds` in all are left out.
    """

    def __init__(self, fetcher: Fetcher, today: date, older_seconds: float = OLDER_SECONDS) -> None:
        self._fetcher, self._today, self._older_seconds = fetcher, today, older_seconds

    async def read(
        self,
        url: str,
        known: CacheValidators | None = None,
        has_known: HasKnown | None = None,
        *,
        reads_older: bool = True,
        number: int = 0,
    ) -> ReadFeed:
        """Return the feed at a URL, unless it has not changed.

        Without `reads_older`, the pages behind the first one that has a stored item are left out. The log
        names the feed by its `number`, 0 for a new one.
        """
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
                _log.info("feed %d says that it has moved, but isn't there: %s", number, error)
                break
        if feed.parsed is None:
            return feed
        return await self._with_older(feed, feed.parsed, has_known, reads_older, number)

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
        # Of a feed that was cut off, the rest is asked for again.
        validators = CacheValidators() if parsed.is_cut else fetched.validators
        return ReadFeed(for_good, links.resolve(parsed, fetched.url), validators)

    async def _with_older(
        self, feed: ReadFeed, newest: ParsedFeed, has_known: HasKnown | None, reads_older: bool, number: int
    ) -> ReadFeed:
        """Return a feed with the items of its older pages; what can't be fetched of them is left out."""
        items = {item.key: item for item in newest.items}
        blocked, page, seen, older = newest.blocked, newest, {feed.url}, set[str]()
        is_known, is_whole = False, True
        deadline = asyncio.get_running_loop().time() + self._older_seconds
        while len(seen) < MAX_PAGES and len(items) < MAX_FEED_ITEMS:
            target = page.next_page
            is_known = is_known or (has_known is not None and await has_known(page))
            if target is None or target in seen or (is_known and not reads_older):
                break
            seen.add(target)
            try:
                async with asyncio.timeout_at(deadline):
                    following = (await self._page(target, CacheValidators(), sign_in=feed.url)).parsed
            except (FetchError, FeedError, TimeoutError) as error:
                _log.warning("the older items of feed %d are left out: %s", number, error or "slow")
                is_whole = False
                break
            new = {item.key: item for item in following.items if item.key not in items} if following else {}
            if following is None or not new:
                break
            page, blocked = following, blocked | following.blocked
            items |= new
            older |= new.keys() if is_known else set()
        parsed = replace(newest, items=tuple(items.values())[:MAX_FEED_ITEMS], blocked=blocked)
        return replace(feed, parsed=parsed, older=frozenset(older), is_whole=is_whole)


def _is_same(one: str, other: str) -> bool:
    """Return whether two URLs differ by the protocol, the name and password or a last slash at most."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.hostname, first.port, first.path.rstrip("/"), first.query) == (
        second.hostname,
        second.port,
        second.path.rstrip("/"),
        second.query,
    )
