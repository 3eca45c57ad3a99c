"""The child's side of `budgeted_process`: answers calls within the budget that comes with each of them."""

import contextlib
import faulthandler
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from typing import IO, Any

from retrieval.errors import PodciteError

ORPHAN_SECONDS = 5.0
"""How much longer than its budget a child runs whose parent was killed and can't end it."""


def serve() -> None:
    """Answer calls from the parent process until it closes the pipe; the main function of a child."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that is printed gets between the replies
    # A service manager that stops the bot signals all its processes; the bot is the one that decides.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    limit = None
    with open(os.devnull, "w") as nowhere:
        write(replies, pickle.dumps((True, "ready")))
        while True:
            try:
                seconds, memory, (function, args, kwargs) = pickle.load(requests)  # noqa: S301 (our own parent)
            except EOFError:
                return
            # Ends this process from a thread of its own, whatever holds the interpreter.
            faulthandler.dump_traceback_later(seconds + ORPHAN_SECONDS, exit=True, file=nowhere)
            if memory is not None:  # else the call goes on within the limit of the one before
                limit = _used_memory(memory)
            _limit_memory(limit)
            try:
                reply = _reply(function, args, kwargs)
            except MemoryError:
                os._exit(1)  # what is left may be damaged; the parent starts another
            _limit_memory(None)
            faulthandler.cancel_dump_traceback_later()
            write(replies, reply)


def _reply(function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    try:
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except PodciteError as error:
        return pickle.dumps((False, error))
    except Exception as error:
        error.add_note("In the child process:\n" + traceback.format_exc())
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _used_memory(more: int) -> int | None:
    """Return how many bytes of memory this process has, and `more`, if the system says so (Linux)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize() + more
    return None


def _limit_memory(limit: int | None) -> None:
    """Let this process have so many bytes, or with `None` any number, if the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    with contextlib.suppress(OSError, ValueError):  # where this doesn't work, time alone is limited
        resource.setrlimit(resource.RLIMIT_AS, (hard if limit is None else limit, hard))


def write(stream: IO[bytes], data: bytes) -> None:
    """Write all of it at once."""
    stream.write(data)
    stream.flush()
