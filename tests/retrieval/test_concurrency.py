"""Long work, look-ups and answers each have their own threads."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.concurrency import WAITING, LongWork, Threads, WorkerThreads, map_in_order
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.index.indexer import Indexer
from retrieval.library import Library
from retrieval.models import Details, IndexReport, Progress, ProgressSink, Scope
from retrieval.models.guilds import GuildSettings
from retrieval.models.options import Options
from tests.retrieval.indexing import transcript

GUILDS = range(1, 41)
"""More servers than any pool of threads has threads."""


class HeldJobs:
    """Long jobs that end when the test says so."""

    def __init__(self) -> None:
        self.begun, self.ends = threading.Event(), threading.Event()
        self.started: list[int] = []

    def job(self, number: int) -> "HeldJob":
        return HeldJob(self, number)


class HeldJob:
    def __init__(self, jobs: HeldJobs, number: int) -> None:
        self._jobs, self._number = jobs, number

    def __call__(self, report: ProgressSink) -> int:
        self._jobs.started.append(self._number)
        self._jobs.begun.set()
        report(Progress("begun"))
        while not self._jobs.ends.wait(0.01):
            report(Progress("working"))
        return self._number


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path / "home", embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


@pytest.mark.slow
async def test_lists_settings_and_answers_come_while_every_server_adds_an_episode(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    details = Details(show="The Hive", title="On bees", episode="hive-1")
    await library.add(transcript("honey"), details, name="bees.srt")
    (episode,) = await library.episodes(Scope())
    ends = threading.Event()

    def add(indexer: Indexer, *args: object, **kwargs: object) -> IndexReport:
        assert ends.wait(120)
        return IndexReport("held", "added")

    monkeypatch.setattr(Indexer, "add", add)
    waiting: list[Progress] = []
    jobs = [asyncio.create_task(library.add(b"", Details(), waiting.append, guild=guild)) for guild in GUILDS]
    try:
        async with asyncio.timeout(60):
            assert await library.episodes(Scope(1)) == [episode]
            assert await library.guilds.settings(1) == GuildSettings()
            assert await library.feeds.for_guild(1) == []
            assert await library.pages.summarized_generations() == frozenset()
            assert (await library.ask("What is there to say about honey?", Scope(1))).sentences
            assert await library.search("honey", Scope(1))
            assert (await library.status()).episodes == 1
        assert not any(job.done() for job in jobs)
        assert waiting == [WAITING] * (len(jobs) - 2)
    finally:
        ends.set()
    assert len(await asyncio.gather(*jobs)) == len(GUILDS)


async def test_a_job_waits_for_a_free_thread_says_so_and_runs_in_its_turn() -> None:
    work, held, steps = LongWork(1), HeldJobs(), list[str]()
    first = asyncio.create_task(work.run(held.job(1)))
    second = asyncio.create_task(work.run(held.job(2), lambda step: steps.append(step.stage)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert steps == ["waiting"]
    held.ends.set()
    assert [await first, await second] == [1, 2]
    await asyncio.sleep(0)
    assert steps == ["waiting", "begun"]
    assert held.started == [1, 2]
    work.close()


async def test_a_cancelled_job_that_waits_never_runs_and_does_not_wait_for_those_that_do() -> None:
    work, held = LongWork(1), HeldJobs()
    first = asyncio.create_task(work.run(held.job(1)))
    second = asyncio.create_task(work.run(held.job(2)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert not first.done()
    held.ends.set()
    assert await first == 1
    assert held.started == [1]
    work.close()


async def test_a_cancelled_job_that_runs_ends_at_its_next_step() -> None:
    work, held, begun = LongWork(1), HeldJobs(), asyncio.Event()
    job = asyncio.create_task(work.run(held.job(1), lambda _: begun.set()))
    await begun.wait()
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    held.ends.set()
    assert await work.run(held.job(2)) == 2
    work.close()


async def test_threads_that_were_closed_start_again_when_they_are_needed() -> None:
    threads = WorkerThreads("test", 1)
    assert await threads.run(pow, 2, 5) == 32
    threads.close()
    threads.close()
    assert await threads.run(lambda: threading.current_thread().name) == "test_0"
    threads.close()
    Threads().close()


async def delays(*seconds: float) -> AsyncIterator[float]:
    for delay in seconds:
        yield delay


async def test_results_come_in_the_order_of_their_inputs_though_calls_run_side_by_side() -> None:
    finished: list[float] = []

    async def wait_for_turn(turn: float) -> float:
        while len(finished) < turn:  # noqa: ASYNC110 (turns of the event loop are what is waited for)
            await asyncio.sleep(0)
        finished.append(turn)
        return turn

    results = [result async for result in map_in_order(wait_for_turn, delays(2, 0, 1))]
    assert results == [2, 0, 1]
    assert finished == [0, 1, 2]


async def test_what_came_before_an_error_is_yielded_first_and_closing_cancels_the_rest() -> None:
    async def broken() -> AsyncIterator[float]:
        yield 0.05
        raise ValueError("cut off")

    async def sleep(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    stream = map_in_order(sleep, broken())
    assert await anext(stream) == 0.05
    with pytest.raises(ValueError, match="cut off"):
        await anext(stream)

    async with asyncio.timeout(30):
        stream = map_in_order(sleep, delays(0.0, 60.0))
        assert await anext(stream) == 0.0
        await stream.aclose()


async def test_one_server_never_has_all_threads_so_that_another_never_waits_for_its_slow_files() -> None:
    threads, held = WorkerThreads("test", 2), HeldJobs()
    slow = [asyncio.create_task(threads.run_for(GUILDS[0], held.job(n), lambda _: None)) for n in range(3)]
    assert await asyncio.to_thread(held.begun.wait, 30)
    async with asyncio.timeout(30):
        assert await threads.run_for(GUILDS[1], pow, 2, 5) == 32
    assert held.started == [0]
    held.ends.set()
    assert await asyncio.gather(*slow) == [0, 1, 2]
    threads.close()


async def test_servers_that_wait_take_turns() -> None:
    work, held = LongWork(1), HeldJobs()
    first = asyncio.create_task(work.run(held.job(1), owner=9))
    assert await asyncio.to_thread(held.begun.wait, 30)
    owners = {11: 1, 12: 1, 13: 1, 21: 2, 31: 3}
    jobs = [asyncio.create_task(work.run(held.job(n), owner=owner)) for n, owner in owners.items()]
    await asyncio.sleep(0)
    held.ends.set()
    await asyncio.gather(first, *jobs)
    assert held.started == [1, 11, 21, 31, 12, 13]
    work.close()


async def test_a_second_job_of_one_server_says_that_it_waits_though_a_thread_is_free() -> None:
    work, held, steps = LongWork(2), HeldJobs(), list[Progress]()
    first = asyncio.create_task(work.run(held.job(1), owner=1))
    assert await asyncio.to_thread(held.begun.wait, 30)
    second = asyncio.create_task(work.run(held.job(2), steps.append, owner=1))
    await asyncio.sleep(0)
    assert steps == [WAITING]
    held.ends.set()
    assert [await first, await second] == [1, 2]
    work.close()


async def test_what_waits_when_threads_are_closed_is_dropped() -> None:
    threads, held = WorkerThreads("test", 1), HeldJobs()
    first = asyncio.create_task(threads.run(held.job(1), lambda _: None))
    second = asyncio.create_task(threads.run(held.job(2), lambda _: None))
    assert await asyncio.to_thread(held.begun.wait, 30)
    threads.close()
    with pytest.raises(asyncio.CancelledError):
        await second
    held.ends.set()
    assert await first == 1
