"""Rebuild the index of a library in the background of a conversation in the terminal."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.cli.session import Session
from retrieval.errors import PodciteError
from retrieval.library import Library

_log = logging.getLogger(__name__)


@contextmanager
def healing_index(session: Session) -> Iterator[None]:
    """Rebuild missing or damaged parts of the index until the block ends.

    The work continues while questions are answered and, once it has begun, while they are typed. Ctrl-C ends
    the process without waiting for it, and nothing is lost.
    """
    task = session.run(_start(session.library))
    try:
        yield
    except Exception:
        session.run(_stop(task))
        raise
    session.run(_stop(task))


async def _start(library: Library) -> "asyncio.Task[None]":
    task = asyncio.create_task(_heal(library))
    await asyncio.sleep(0)  # the check begins now, in a thread of its own
    return task


async def _stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _heal(library: Library) -> None:
    try:
        if await library.health.is_index_whole():
            return
        report = await library.health.heal()
    except PodciteError as error:
        _log.warning("The index could not be repaired: %s", error)
        return
    _log.info("Rebuilt the index of %d versions of episodes, cleared %d", report.rebuilt, report.cleared)
    for path in report.moved:
        _log.warning("The damaged files of the index were moved to %s", path)
