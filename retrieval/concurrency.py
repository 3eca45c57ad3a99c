"""Run long blocking jobs in worker threads that end soon after their caller is cancelled."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from retrieval.models import Progress, ProgressSink

T = TypeVar("T")


class _CancelledError(BaseException):
    """Ends a job from within its progress sink; a BaseException, so that no `except Exception` stops it."""


async def run_cancellable(work: Callable[[ProgressSink], T], progress: ProgressSink | None) -> T:
    """Run `work` in a thread and return its result; its progress is reported in the event loop.

    When cancelled, the next progress report ends the job, and cancellation waits for that.
    """
    loop, cancelled = asyncio.get_running_loop(), threading.Event()

    def report(step: Progress) -> None:
        if cancelled.is_set():
            raise _CancelledError
        if progress is not None:
            loop.call_soon_threadsafe(progress, step)

    job = asyncio.ensure_future(asyncio.to_thread(work, report))
    try:
        return await asyncio.shield(job)
    except asyncio.CancelledError:
        cancelled.set()
        await asyncio.wait({job})
        job.exception()
        raise
