"""Long blocking jobs in worker threads, which end soon after whoever waits for them gives up."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from retrieval.models import Progress, ProgressSink

T = TypeVar("T")


class _CancelledError(BaseException):
    """Ends a worker thread's job from within its progress sink; no `except Exception` may stop it."""


async def cancellable(work: Callable[[ProgressSink], T], progress: ProgressSink | None) -> T:
    """Runs a long job in a thread, tells its progress in the event loop, and ends it when cancelled."""
    loop, cancelled = asyncio.get_running_loop(), threading.Event()

    def tell(step: Progress) -> None:
        if cancelled.is_set():
            raise _CancelledError
        if progress is not None:
            loop.call_soon_threadsafe(progress, step)

    job = asyncio.ensure_future(asyncio.to_thread(work, tell))
    try:
        return await asyncio.shield(job)
    except asyncio.CancelledError:
        cancelled.set()
        await asyncio.wait({job})
        job.exception()
        raise
