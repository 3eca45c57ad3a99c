"""Run functions on strangers' data in child processes that are ended when they exceed a budget."""

import contextlib
import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, ParamSpec, TypeVar, cast

from retrieval.errors import PodciteError

P = ParamSpec("P")
T = TypeVar("T")

MAX_CALLS = 200
"""Calls after which a child is replaced, so that memory that it doesn't return is not kept for ever."""
ORPHAN_SECONDS = 5.0
"""How much longer than its budget a child runs whose parent was killed and can't end it."""
START_SECONDS = 120.0
"""How long a child may take to start, in seconds: 0.3 are usual, many more on a busy machine."""
# Not `multiprocessing`: that imports the parent's main module in the child, which costs a bot its whole
# import and runs a script without a guard twice.
_COMMAND = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from retrieval.untrusted.budgeted_process import serve; serve()"
)


class OverBudgetError(Exception):
    """A call needed more time or memory than its budget; its process was ended."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a call may use: `seconds` of wall-clock time, and `memory` bytes more than the child has before.

    Memory is limited only where the system does so for a process (Linux); time is limited everywhere.
    """

    seconds: float
    memory: int


class ProcessPool:
    """Calls functions in up to `size` child processes, which start when needed and are used again.

    A child ends with `close`, or when this process ends. Any thread may call; if all children are busy, it
    waits until one is free.
    """

    def __init__(self, size: int = 4) -> None:
        self._free = threading.BoundedSemaphore(size)
        self._idle: list[_Child] = []
        self._lock = threading.Lock()

    def call(self, budget: Budget, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a function of a module, called in a child; arguments and result are pickled.

        Raises OverBudgetError, OSError if no child can be started, and what the function raises.
        """
        with self._free:
            child = self._take()
            try:
                succeeded, result = child.call(budget, (function, args, kwargs))
            except BaseException:
                child.end()
                raise
            self._put_back(child)
        if not succeeded:
            raise cast(Exception, result)
        return cast(T, result)

    def close(self) -> None:
        """End the children; don't call this while anything uses them."""
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            child.end()

    def _take(self) -> "_Child":
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_alive():
                    return child
                child.end()
        return _Child()

    def _put_back(self, child: "_Child") -> None:
        if child.calls >= MAX_CALLS:
            child.end()
            return
        with self._lock:
            self._idle.append(child)


class _Child:
    """A child process, which takes one call at a time through its standard input."""

    def __init__(self) -> None:
        self.calls = 0
        self._process = subprocess.Popen(  # noqa: S603 (this very interpreter)
            [sys.executable, "-c", _COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is the parent's; the next line is for Windows
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        try:
            self._send(sys.path)
            self._receive(START_SECONDS)
        except (OSError, OverBudgetError) as error:
            self.end()
            raise OSError(f"the process {sys.executable} ended at once or did not start in time") from error

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def call(self, budget: Budget, work: object) -> tuple[bool, object]:
        """Return whether the work succeeded, and its result or error. Raises OverBudgetError."""
        self.calls += 1
        try:
            self._send((budget, work))
        except OSError as error:
            raise OverBudgetError from error
        return self._receive(budget.seconds)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what the child no longer reads can't be flushed
                _stream(stream).close()

    def _send(self, value: object) -> None:
        _write(_stream(self._process.stdin), pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _receive(self, seconds: float) -> tuple[bool, object]:
        """Return the child's reply; end the child if there is none within this many seconds."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            reply: tuple[bool, object] = pickle.load(_stream(self._process.stdout))  # noqa: S301 (our own child)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise OverBudgetError from error
        finally:
            timer.cancel()
            timer.join()
        if expired.is_set():
            raise OverBudgetError
        return reply


def serve() -> None:
    """Answer calls from the parent process until it closes the pipe; the main function of a child."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that is printed gets between the replies
    # A service manager that stops the bot signals all its processes; the bot is the one that decides.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(os.devnull, "w") as nowhere:
        _write(replies, pickle.dumps((True, "ready")))
        while True:
            try:
                budget, (function, args, kwargs) = pickle.load(requests)  # noqa: S301 (our own parent)
            except EOFError:
                return
            # Ends this process from a thread of its own, whatever holds the interpreter.
            faulthandler.dump_traceback_later(budget.seconds + ORPHAN_SECONDS, exit=True, file=nowhere)
            _limit_memory(budget.memory)
            try:
                reply = _reply(function, args, kwargs)
            except MemoryError:
                os._exit(1)  # what is left may be damaged; the parent starts another
            _limit_memory(None)
            faulthandler.cancel_dump_traceback_later()
            _write(replies, reply)


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


def _limit_memory(more: int | None) -> None:
    """Let this process have this many bytes more than now, or with `None` any number, if the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    # Where these don't work, such as on macOS, time alone is limited.
    with contextlib.suppress(OSError, ValueError):
        if more is not None:
            with open("/proc/self/statm") as statm:
                limit = int(statm.read().split()[0]) * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(data)
    stream.flush()


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 (opened with PIPE)
    return stream
