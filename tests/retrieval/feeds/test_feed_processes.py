"""Feeds are parsed in child processes, which are ended when they exceed their budget."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import FeedError
from retrieval.feeds import bounded_parsing, feed_in_process
from retrieval.feeds.advice import BROKEN
from retrieval.feeds.bounded_parsing import BLOCK_BYTES, FEED_PROCESSES, FetchedFeedParser
from retrieval.untrusted.budgeted_process import Budget, ProcessPool
from tests.retrieval.feeds import feed_server
from tests.retrieval.feeds.bad_readers import HANGS, MARK, crash, eat, hang
from tests.retrieval.feeds.feed_library import FeedLibrary
from tests.retrieval.feeds.feed_server import item, rss_feed

pytestmark = pytest.mark.slow

TODAY = date(2026, 7, 1)
ROOMY = Budget(60.0, 160_000_000)
TOO_MUCH = "The feed needs too much time or memory to read."


@pytest.mark.slow
@pytest.mark.parametrize(("reader", "seconds"), [(hang, 2.0), (eat, 60.0), (crash, 60.0)])
async def test_a_feed_that_takes_too_much_is_ended_and_the_others_are_polled(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch, reader: Callable[[bytes], bool], seconds: float
) -> None:
    good = await library.subscribe()
    url = library.server.url("/bad")
    library.server.holds("/bad", rss_feed(item(9, library.server), title="Bad"), feed_server.FEED)
    bad = (await library.feeds.add(url, None)).feed.id
    library.server.holds("/bad", rss_feed(f"<title>{MARK.decode()}</title>", title="Bad"), feed_server.FEED)

    monkeypatch.setattr(bounded_parsing, "FEED_BUDGET", Budget(seconds, 160_000_000))
    monkeypatch.setattr(feed_in_process, "feed", reader)
    reports = {report.feed.id: report for report in await library.feeds.poll(None, due_only=False)}
    assert reports[bad].reason == f"{TOO_MUCH} {BROKEN}"
    assert (reports[good].reason, len(reports[good].added)) == (None, 3)
    with pytest.raises(FeedError, match=TOO_MUCH):
        await library.feeds.add(library.server.url("/bad"), 1_100_000_000_000_000_001)


async def test_parsers_that_are_given_up_keep_no_process_for_themselves() -> None:
    content = rss_feed(*(item(n) + "<description>" + "word " * 500 + "</description>" for n in range(150)))
    assert len(content) > BLOCK_BYTES
    for _ in range(FEED_PROCESSES + 1):
        async with FetchedFeedParser(TODAY) as parser:  # the connection breaks
            assert await parser.feed(content.encode())
        async with FetchedFeedParser(TODAY) as parser:
            with pytest.raises(FeedError, match="isn't well-formed XML"):
                await parser.feed(b"<rss>" * BLOCK_BYTES + b"</nothing>")
    parser = FetchedFeedParser(TODAY)
    await parser.feed(content.encode())
    assert len((await parser.close()).items) == 150


@pytest.mark.slow
async def test_a_poll_that_is_cancelled_ends_what_is_being_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hangs = tmp_path / "hangs"
    monkeypatch.setenv(HANGS, str(hangs))
    monkeypatch.setattr(bounded_parsing, "_FEED_PROCESSES", pool := ProcessPool(1))
    monkeypatch.setattr(feed_in_process, "feed", hang)

    async def read() -> None:
        async with FetchedFeedParser(TODAY) as parser:
            await parser.feed(MARK * (BLOCK_BYTES // len(MARK) + 1))

    reading = asyncio.ensure_future(read())
    async with asyncio.timeout(60):
        while not hangs.exists():  # noqa: ASYNC110 (another process makes it)
            await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    monkeypatch.undo()
    async with asyncio.timeout(30):
        while (calls := pool.try_open(ROOMY)) is None:  # noqa: ASYNC110 (it is given back by a thread)
            await asyncio.sleep(0.05)
    with calls:
        calls.call(feed_in_process.start, TODAY)
        assert calls.call(feed_in_process.feed, rss_feed(item(1)).encode())
        assert len(calls.call(feed_in_process.close).items) == 1
    pool.close()
