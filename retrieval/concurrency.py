"""Run blocking work in worker threads: each kind of work has its own, so that none delays another."""

import asyncio
import contextvars
import threading
from collections import Counter, deque
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from retrieval.models import Progress, ProgressSink

P = ParamSpec("P")
T = TypeVar("T")
InT = TypeVar("InT")
OutT = TypeVar("OutT")
OwnerT = TypeVar("OwnerT", bound="BuildsParts")

_Work = tuple["Future[Any]", Callable[[], Any]]
WAITING = Progress("waiting")
"""The progress of a job that waits until others are done."""


class _CancelledError(BaseException):
    """Ends a job from within its progress sink; a BaseException, so that no `except Exception` stops it."""


class WorkerThreads:
    """Up to `count` threads, which start when needed, and the queue of what waits for one of them.

    Work may have an owner, a Discord server's id. Owners that wait take turns, and one thread is always left
    for others, so that what one of them starts never makes all of them wait.
    """

    def __init__(self, name: str, count: int) -> None:
        self.count = count
        self._name = name
        self._executor: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        self._waiting: dict[int | None, deque[_Work]] = {}  # the owner whose turn is next comes first
        self._running: Counter[int | None] = Counter()

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a function, called in one of the threads as soon as one is free."""
        return await self.run_for(None, function, *args, **kwargs)

    async def run_for(
        self, owner: int | None, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do what `run` does, in the turn of an owner."""
        return await asyncio.wrap_future(self.submit(partial(function, *args, **kwargs), owner))

    def submit(self, work: Callable[[], T], owner: int | None = None) -> "Future[T]":
        """Queue work that takes nothing, and return its future."""
        future: Future[T] = Future()
        context = contextvars.copy_context()
        with self._lock:
            self._waiting.setdefault(owner, deque()).append((future, partial(context.run, work)))
            self._start()
        return future

    def would_wait(self, owner: int | None = None) -> bool:
        """Return whether work of this owner would have to wait for other work at this moment."""
        with self._lock:
            return not self._may_start(owner)

    def close(self) -> None:
        """End the threads that are idle, and the others after what they are doing; drop what waits."""
        with self._lock:
            executor, self._executor = self._executor, None
            dropped = [future for queue in self._waiting.values() for future, _ in queue]
            self._waiting.clear()
        for future in dropped:
            future.cancel()
        if executor is not None:
            executor.shutdown(wait=False)

    def _may_start(self, owner: int | None) -> bool:
        limit = self.count if owner is None else max(1, self.count - 1)
        return self._running.total() < self.count and self._running[owner] < limit

    def _start(self) -> None:
        """Start what may start; to be called with the lock held."""
        while ready := [owner for owner in self._waiting if self._may_start(owner)]:
            owner = ready[0]
            queue = self._waiting.pop(owner)
            future, work = queue.popleft()
            if queue:
                self._waiting[owner] = queue
            if not future.set_running_or_notify_cancel():
                continue
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self.count, thread_name_prefix=self._name)
            self._running[owner] += 1
            self._executor.submit(self._work, owner, future, work)

    def _work(self, owner: int | None, future: "Future[Any]", work: Callable[[], Any]) -> None:
        try:
            result = work()
        except BaseException as error:  # for the caller, who awaits the future
            self._free(owner)
            future.set_exception(error)
            del future  # which the error's traceback would keep, and the other way round
        else:
            self._free(owner)
            future.set_result(result)

    def _free(self, owner: int | None) -> None:
        with self._lock:
            self._running[owner] -= 1
            self._start()


class LongWork:
    """Runs long jobs in a few threads, which end soon after their caller is cancelled; the others wait."""

    def __init__(self, count: int) -> None:
        self._threads = WorkerThreads("long-work", count)

    async def run(
        self,
        work: Callable[[ProgressSink], T],
        progress: ProgressSink | None = None,
        owner: int | None = None,
    ) -> T:
        """Run `work` in a thread and return its result; its progress is reported in the event loop.

        Until its owner's turn comes, its progress is `WAITING`. When cancelled, a job that waits is dropped;
        the next progress report of one that runs ends it, and cancellation waits for that.
        """
        loop, cancelled = asyncio.get_running_loop(), threading.Event()

        def report(step: Progress) -> None:
            if cancelled.is_set():
                raise _CancelledError
            if progress is not None:
                loop.call_soon_threadsafe(progress, step)

        if progress is not None and self._threads.would_wait(owner):
            progress(WAITING)
        future = self._threads.submit(partial(work, report), owner)
        job = asyncio.wrap_future(future)
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            cancelled.set()
            if not future.cancel():
                await asyncio.wait({job})
                job.exception()
            raise

    def close(self) -> None:
        """End the threads after the jobs that they are doing; drop what waits."""
        self._threads.close()


class Threads:
    """The threads of a library. Answering has asyncio's default ones (`asyncio.to_thread`) to itself."""

    def __init__(self) -> None:
        self.lookups = WorkerThreads("lookups", 4)
        """For what the catalog answers in milliseconds: names, settings, lists, transcripts."""
        self.pages = WorkerThreads("pages", 2)
        """For summaries, clips and related episodes, which take seconds."""
        self.reading = WorkerThreads("reading", 2)
        """For what an upload states: a hostile one may take minutes in its child process."""
        self.background = WorkerThreads("background", 2)
        """For feeds, the state of the index, and changes that may wait for another writer."""
        self.long_work = LongWork(2)
        """For adding and reindexing episodes: while one is embedded, another can be read or written."""

    def close(self) -> None:
        """End the threads; those that are still busy end after what they are doing."""
        for threads in (self.lookups, self.pages, self.reading, self.background, self.long_work):
            threads.close()


class BuildsParts(Protocol):
    """What has `BuiltOnce` attributes; its lock is reentrant, for parts that need others."""

    build_lock: threading.RLock


class BuiltOnce(Generic[OwnerT, T]):
    """Attribute that is built once, when any thread first reads it.

    Not `functools.cached_property`: before Python 3.12 that holds one lock per property while it builds, so
    two threads that need two parts in different orders would deadlock.
    """

    def __init__(self, build: Callable[[OwnerT], T]) -> None:
        self._build = build

    def __get__(self, owner: OwnerT, kind: type[OwnerT] | None = None) -> T:
        name = self._build.__name__
        with owner.build_lock:
            if name not in owner.__dict__:
                owner.__dict__[name] = self._build(owner)
            part: T = owner.__dict__[name]  # which later reads find without calling this
            return part


async def map_in_order(
    function: Callable[[InT], Awaitable[OutT]], inputs: AsyncIterable[InT]
) -> AsyncGenerator[OutT, None]:
    """Yield the result for each input in the order of the inputs.

    Calls run at the same time; each starts as soon as its input has arrived. Where `inputs` raises, the
    results for what came before are yielded first. Closing the generator cancels what still runs.
    """
    calls: asyncio.Queue[asyncio.Future[OutT] | None] = asyncio.Queue()
    started: list[asyncio.Future[OutT]] = []

    async def start_calls() -> None:
        try:
            async for value in inputs:
                started.append(asyncio.ensure_future(function(value)))
                calls.put_nowait(started[-1])
        finally:
            calls.put_nowait(None)

    starter = asyncio.create_task(start_calls())
    try:
        while (call := await calls.get()) is not None:
            yield await call
        await starter
    finally:
        starter.cancel()
        for call in started:
            call.cancel()
        await asyncio.gather(starter, *started, return_exceptions=True)
