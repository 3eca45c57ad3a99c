"""Due feeds are polled by the loop: each guild by itself, at once when hurried, never while held."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from bot.feeds.poll_loop import FeedPollLoop
from retrieval.errors import LibraryError

ONE, TWO = 1, 2


class Feeds:
    """Feeds of guilds that are always due; a poll of a guild in `slow` never ends."""

    def __init__(self) -> None:
        self.guilds: list[int] = []
        self.slow: set[int] = set()
        self.looked, self.polled = 0, list[int]()
        self.found: list[str] = []
        self.announced: list[str] = []

    async def due_guilds(self) -> list[int]:
        self.looked += 1
        return self.guilds

    async def poll(self, guild: int) -> list[object]:
        self.polled.append(guild)
        if guild in self.slow:
            await asyncio.Event().wait()
        return []

    async def new_episodes(self) -> list[str]:
        return list(self.found)

    async def queue(self, news: Any) -> None:
        if not isinstance(news, str):
            raise LibraryError("The catalog is locked.")
        self.found.remove(news)
        self.announced.append(news)


@pytest.fixture
def feeds() -> Feeds:
    return Feeds()


@pytest.fixture
def busy() -> set[int]:
    """The guilds whose feeds a job polls."""
    return set()


@pytest.fixture
async def loop(feeds: Feeds, busy: set[int]) -> AsyncIterator[FeedPollLoop]:
    """A loop that looks once an hour, unless it is hurried."""
    jobs: Any = SimpleNamespace(is_polling=lambda guild: guild in busy)
    library: Any = SimpleNamespace(feeds=feeds)
    announcer: Any = Mock(queue=feeds.queue, deliver=AsyncMock())
    client: Any = Mock(wait_until_ready=AsyncMock())
    loop = FeedPollLoop(client, library, jobs, announcer, seconds=3600)
    yield loop
    await loop.cog_unload()


async def settled() -> None:
    """Let all go on until it waits: nothing here needs a thread or a moment, only turns of the event loop."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_loop_looks_when_it_starts_and_when_it_is_hurried(loop: FeedPollLoop, feeds: Feeds) -> None:
    await loop.cog_load()
    await settled()
    assert feeds.looked == 1
    loop.hurry()
    await settled()
    assert feeds.looked == 2


async def test_a_guild_whose_feeds_are_slow_keeps_no_other_waiting(loop: FeedPollLoop, feeds: Feeds) -> None:
    feeds.guilds, feeds.slow = [ONE, TWO], {ONE}
    await loop.cog_load()
    await settled()
    assert feeds.polled == [ONE, TWO]
    loop.hurry()
    await settled()
    assert feeds.polled == [ONE, TWO, TWO]


async def test_feeds_that_are_held_or_polled_by_a_job_are_left_alone(
    loop: FeedPollLoop, feeds: Feeds, busy: set[int]
) -> None:
    feeds.guilds = [ONE, TWO]
    busy.add(TWO)
    with loop.held(ONE):
        await loop.cog_load()
        await settled()
        assert feeds.polled == []
    loop.hurry()
    await settled()
    assert feeds.polled == [ONE]


async def test_news_that_could_not_be_queued_are_kept(loop: FeedPollLoop, feeds: Feeds) -> None:
    unqueueable: Any = SimpleNamespace(feed=1)
    feeds.found = [unqueueable, "fresh"]
    await loop.cog_load()
    await settled()
    assert (feeds.announced, feeds.found) == (["fresh"], [unqueueable])


async def test_an_error_ends_a_look_and_not_the_loop(
    loop: FeedPollLoop, feeds: Feeds, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feeds, "new_episodes", AsyncMock(side_effect=KeyError("feed")))
    await loop.cog_load()
    await settled()
    assert "Polling the feeds failed" in caplog.text
    loop.hurry()
    await settled()
    assert feeds.looked == 2


async def test_closing_ends_the_loop_and_its_polls(loop: FeedPollLoop, feeds: Feeds) -> None:
    feeds.guilds, feeds.slow = [ONE], {ONE}
    await loop.cog_load()
    await settled()
    async with asyncio.timeout(30):
        await loop.cog_unload()
    loop.hurry()
    await settled()
    assert feeds.looked == 1


async def test_the_poll_of_a_server_that_removes_the_bot_is_stopped(loop: FeedPollLoop, feeds: Feeds) -> None:
    feeds.guilds, feeds.slow = [ONE, TWO], {ONE, TWO}
    await loop.cog_load()
    await settled()
    for guild in (ONE, 3):
        await loop.on_guild_remove(Mock(id=guild))
    await settled()
    assert list(loop._polls) == [TWO]


async def test_a_loop_of_no_seconds_never_looks(feeds: Feeds) -> None:
    library: Any = SimpleNamespace(feeds=feeds)
    never = FeedPollLoop(Mock(), library, Mock(), Mock(), seconds=0.0)
    await never.cog_load()
    await settled()
    await never.cog_unload()
    assert feeds.looked == 0
