"""A process is killed in the middle of its first poll; the next poll goes on, and does nothing twice."""

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog.feed_item_store import FeedItemStore
from retrieval.catalog.feed_store import FeedStore
from retrieval.index.indexer import Indexer
from tests.retrieval.feeds.feed_library import FeedLibrary, open_feed_library
from tests.retrieval.feeds.feed_server import FeedServer, item
from tests.retrieval.indexing import HashEmbeddings, IndexParts, verify_stored
from tests.retrieval.processes import PROCESSES

STEPS: dict[str, tuple[type, str, int]] = {
    "noting the feed": (FeedStore, "save_fetched", 0),
    "claiming the second id": (FeedItemStore, "assign_episode_id", 1),
    "indexing the second": (Indexer, "add", 1),
    "noting that it is indexed": (FeedItemStore, "save_result", 1),
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
    library = open_feed_library(home, FeedServer(port))
    library.time += later
    asyncio.run(_poll(library))


async def _poll(library: FeedLibrary) -> None:
    await library.feeds.poll(None)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
async def test_a_poll_killed_before_a_step_is_finished_by_the_next(
    library: FeedLibrary, tmp_path: Path, step: str
) -> None:
    await library.subscribe()
    killed = PROCESSES.Process(target=poll_until_killed, args=(tmp_path, library.server.port, step))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == -signal.SIGKILL

    library.parts.indexer.remove_leftovers()
    await library.poll()
    assert library.episodes() == ["hive-1", "hive-2", "hive-3"]
    (feed,) = await library.feeds.for_guild(None)
    assert (feed.indexed, feed.waiting) == (3, 0)
    here = library.parts
    stores = here.catalog, here.vectors, here.terms, HashEmbeddings(), here.indexer, here.tokens
    kept = verify_stored(IndexParts(tmp_path, *stores))
    assert isinstance(kept["generations"], list)
    assert len(kept["generations"]) == 3


@pytest.mark.slow
async def test_an_episode_whose_poll_was_killed_once_it_was_indexed_is_still_news(
    library: FeedLibrary, tmp_path: Path
) -> None:
    await library.subscribe()
    await library.poll()
    for number in (4, 5):
        library.set_transcript(number, "drones")
    library.set_items(*(item(number, library.server) for number in (5, 4, 3, 2, 1)))
    later, step = timedelta(hours=2), "noting that it is indexed"
    library.time += later
    killed = PROCESSES.Process(target=poll_until_killed, args=(tmp_path, library.server.port, step, later))
    killed.start()
    await asyncio.to_thread(killed.join, 60)
    assert killed.exitcode == -signal.SIGKILL
    await library.poll()
    (news,) = await library.feeds.new_episodes()
    assert sorted(news.episodes) == ["hive-4", "hive-5"]
