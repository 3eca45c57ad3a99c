"""A process is killed in the middle of its first poll; the next poll goes on, and does nothing twice."""

import asyncio
import multiprocessing
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog.feed_item_store import FeedItemStore
from retrieval.catalog.feed_store import FeedStore
from retrieval.index.indexer import Indexer
from tests.retrieval.feeds.desk import Desk, open_desk
from tests.retrieval.feeds.feed_server import FeedServer, item
from tests.retrieval.indexing import HashEmbeddings, IndexParts, verify_stored

PROCESSES = multiprocessing.get_context("forkserver")
STEPS: dict[str, tuple[type, str, int]] = {
    "noting the feed": (FeedStore, "note", 0),
    "claiming the second id": (FeedItemStore, "claim", 1),
    "indexing the second": (Indexer, "add", 1),
    "noting that it is indexed": (FeedItemStore, "settle", 1),
}


def poll_until_killed(home: Path, port: int, step: str, later: timedelta = timedelta()) -> None:
    owner, name, survived = STEPS[step]
    real, calls = getattr(owner, name), 0

    def mortal(*args: Any, **more: Any) -> Any:
        nonlocal calls
        if calls == survived:
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
        return real(*args, **more)

    setattr(owner, name, mortal)
    desk = open_desk(home, FeedServer(port))
    desk.time += later
    asyncio.run(_poll(desk))


async def _poll(desk: Desk) -> None:
    await desk.feeds.poll(None)


@pytest.mark.parametrize("step", STEPS)
async def test_a_poll_killed_before_a_step_is_finished_by_the_next(
    desk: Desk, tmp_path: Path, step: str
) -> None:
    await desk.subscribe()
    killed = PROCESSES.Process(target=poll_until_killed, args=(tmp_path, desk.server.port, step))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == -signal.SIGKILL

    desk.parts.indexer.remove_leftovers()
    await desk.poll()
    assert desk.episodes() == ["hive-1", "hive-2", "hive-3"]
    (feed,) = await desk.feeds.of(None)
    assert (feed.indexed, feed.waiting) == (3, 0)
    here = desk.parts
    kept = verify_stored(
        IndexParts(tmp_path, here.catalog, here.vectors, here.terms, HashEmbeddings(), here.indexer)
    )
    assert isinstance(kept["generations"], list)
    assert len(kept["generations"]) == 3


async def test_an_episode_whose_poll_was_killed_once_it_was_indexed_is_still_news(
    desk: Desk, tmp_path: Path
) -> None:
    await desk.subscribe()
    await desk.poll()
    for number in (4, 5):
        desk.says(number, "drones")
    desk.shows(*(item(number, desk.server) for number in (5, 4, 3, 2, 1)))
    later, step = timedelta(hours=2), "noting that it is indexed"
    desk.time += later
    killed = PROCESSES.Process(target=poll_until_killed, args=(tmp_path, desk.server.port, step, later))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == -signal.SIGKILL
    await desk.poll()
    (news,) = await desk.feeds.news()
    assert sorted(news.episodes) == ["hive-4", "hive-5"]
