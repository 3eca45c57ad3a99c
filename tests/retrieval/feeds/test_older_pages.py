"""The older pages of a feed are read once, also those of a subscription from before they were read at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from retrieval.catalog.feed_pages import MAX_OLDER_FAILURES
from retrieval.catalog.migrations import configuration
from retrieval.models.feeds import PollReport
from retrieval.models.quotas import Quotas
from tests.retrieval.feeds.feed_library import RED, START, FeedLibrary, open_feed_library
from tests.retrieval.feeds.feed_server import FEED, FeedServer, item, rss_feed, serving
from tests.retrieval.indexing import transcript

OLD = "insert into feeds (id, guild, url, show, paused, polled, due, failures, created, etag) values"
ITEM = "insert into feed_items (feed, key, body, state, changed, due, failures, published) values"


def page(*items: str, next_page: str = "") -> str:
    link = f'<atom:link rel="next" href="{next_page}"/>' if next_page else ""
    feed = rss_feed(*items).replace("<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
    return feed.replace("<item>", f"{link}<item>", 1)


def first_page(server: FeedServer, *numbers: int) -> str:
    return page(*(item(number, server) for number in numbers), next_page="/2")


def serve(server: FeedServer) -> None:
    """Serve two items on the first page, two on the next and one on the last."""
    for number in range(1, 7):
        server.holds(f"/t/{number}.srt", transcript(f"bees {number}", f"wax {number}"))
    server.holds("/feed", first_page(server, 5, 4), FEED)
    server.holds("/2", page(item(3, server), item(2, server), next_page="/3"), FEED)
    server.holds("/3", page(item(1, server)), FEED)


def fill(home: Path, server: FeedServer, states: dict[int, str], guild: int = 0) -> None:
    """Make a catalog of before older pages were read, with a feed and the items of its first page."""
    engine, now = create_engine(f"sqlite:///{home / 'catalog.db'}"), f"{START:%Y-%m-%d %H:%M:%S}.000000"
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0011")
        unchanged = f'"{hash(first_page(server, 5, 4).encode())}"'
        row = {"url": server.url("/feed"), "now": now, "etag": unchanged, "guild": guild}
        connection.execute(
            text(f"{OLD} (1, :guild, :url, 'The Hive', false, true, :now, 0, :now, :etag)"), row
        )
        for number, state in states.items():
            values = {"key": f"hive:{number}", "state": state, "day": f"2026-06-{number:02}", "now": now}
            values["body"] = f'{{"key": "hive:{number}", "title": "Old"}}'
            connection.execute(text(f"{ITEM} (1, :key, :body, :state, true, :now, 0, :day)"), values)
    engine.dispose()


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serving() as server:
        serve(server)
        yield server


@asynccontextmanager
async def opened(home: Path, server: FeedServer) -> AsyncIterator[FeedLibrary]:
    library = open_feed_library(home, server)
    yield library
    library.parts.close()


async def poll_later(library: FeedLibrary) -> PollReport:
    library.server.asked.clear()
    library.time += timedelta(hours=2)
    return await library.poll()


@pytest.mark.slow
async def test_an_old_subscription_gets_its_older_pages_once_and_announces_nothing(
    tmp_path: Path, server: FeedServer
) -> None:
    fill(tmp_path, server, {5: "waiting", 4: "waiting"})
    async with opened(tmp_path, server) as library:
        assert sorted((await library.poll()).added) == [f"hive-{n}" for n in (1, 2, 3, 4, 5)]
        assert await library.feeds.new_episodes() == []
        assert not (await poll_later(library)).is_noteworthy
        assert server.asked.count("/feed") == 1
        assert not {"/2", "/3"} & set(server.asked)


@pytest.mark.slow
async def test_what_is_new_at_that_poll_is_announced_and_what_is_older_is_not(
    tmp_path: Path, server: FeedServer
) -> None:
    fill(tmp_path, server, {5: "waiting", 4: "waiting"})
    server.holds("/feed", first_page(server, 6, 5, 4), FEED)
    async with opened(tmp_path, server) as library:
        assert len((await library.poll()).added) == 6
        (news,) = await library.feeds.new_episodes()
        assert news.episodes == ("hive-6",)


async def test_an_old_subscription_that_left_out_items_leaves_out_the_older_ones_too(
    tmp_path: Path, server: FeedServer
) -> None:
    fill(tmp_path, server, {5: "waiting", 4: "skipped"})
    async with opened(tmp_path, server) as library:
        report = await library.poll()
        assert (report.added, report.feed.left_out) == (("hive-5",), 4)


@pytest.mark.slow
async def test_a_page_that_fails_is_read_at_the_next_poll_within_the_subscriptions_own_limit(
    tmp_path: Path, server: FeedServer
) -> None:
    server.fails("/3", 500)
    async with opened(tmp_path, server) as library:
        server.fails("/2", 500)
        added = await library.feeds.add(server.url("/feed"), None, latest=4)
        assert (added.episodes, added.feed.older_read) == (2, False)
        serve(server)
        server.fails("/3", 500)
        report = await library.poll()
        assert sorted(report.added) == ["hive-2", "hive-3", "hive-4", "hive-5"]
        assert (report.reason, report.feed.older_read) == (None, False)
        serve(server)
        report = await poll_later(library)
        assert (report.added, report.feed.left_out, report.feed.older_read) == ((), 1, True)
        assert await library.feeds.new_episodes() == []


@pytest.mark.slow
async def test_a_page_that_always_fails_is_left_out_in_the_end(tmp_path: Path, server: FeedServer) -> None:
    server.fails("/2", 404)
    async with opened(tmp_path, server) as library:
        await library.feeds.add(server.url("/feed"), None)
        for _ in range(MAX_OLDER_FAILURES):
            await poll_later(library)
            assert "/2" in server.asked
        await poll_later(library)
        assert "/2" not in server.asked
        assert library.episodes() == ["hive-4", "hive-5"]


@pytest.mark.slow
async def test_a_full_server_lets_the_older_episodes_wait(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path, server, {5: "waiting", 4: "waiting"}, RED)
    async with opened(tmp_path, server) as library:
        library.parts.catalog.quotas.defaults = Quotas(episodes=3)
        report = await library.poll(RED)
        assert sorted(report.added) == ["hive-3", "hive-4", "hive-5"]
        assert report.feed.waiting == 2
