"""A process is killed in the middle of its first poll; the next poll goes on, and does nothing twice."""

import asyncio
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog.feeds import FeedStore
from retrieval.indexer import Indexer
from tests.retrieval.feeds.desk import Desk, open_desk
from tests.retrieval.feeds.feed_server import FeedServer
from tests.retrieval.indexing import Hashes, Parts, stored

PROCESSES = multiprocessing.get_context("forkserver")
STEPS: dict[str, tuple[type, str, int]] = {
    "noting the feed": (FeedStore, "note", 0),
    "claiming the second id": (FeedStore, "claim", 1),
    "indexing the second": (Indexer, "add", 1),
    "noting that it is indexed": (FeedStore, "settle", 1),
}


def poll_until_killed(home: Path, port: int, step: str) -> None:
    owner, name, survived = STEPS[step]
    real, calls = getattr(owner, name), 0

    def mortal(*args: Any, **more: Any) -> Any:
        nonlocal calls
        if calls == survived:
            os.kill(os.getpid(), signal.SIGKILL)
        calls += 1
        return real(*args, **more)

    setattr(owner, name, mortal)
    asyncio.run(_poll(open_desk(home, FeedServer(port))))


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

    desk.parts.indexer.sweep()
    await desk.poll()
    assert desk.episodes() == ["hive-1", "hive-2", "hive-3"]
    (feed,) = await desk.feeds.of(None)
    assert (feed.indexed, feed.waiting) == (3, 0)
    here = desk.parts
    kept = stored(Parts(tmp_path, here.catalog, here.vectors, here.terms, Hashes(), here.indexer))
    assert isinstance(kept["generations"], list)
    assert len(kept["generations"]) == 3
