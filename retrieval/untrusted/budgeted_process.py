"""Run functions on strangers' data in child processes that are ended when they exceed a budget."""

import contextlib
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import IO, ParamSpec, Self, TypeVar, cast

from retrieval.untrusted.child import write

P = ParamSpec("P")
T = TypeVar("T")

MAX_USES = 200
"""Uses (a call, or a series of them) after which a child is replaced: it may not return all memory."""
START_SECONDS = 120.0
"""How long a child may take to start, in seconds: 0.3 are usual, many more on a busy machine."""
# Not `multiprocessing`: that imports the parent's main module in the child, which costs a bot its whole
# import and runs a script without a guard twice.
_COMMAND = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from retrieval.untrusted.child import serve; serve()"
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
        self._free.acquire()
        with self._open(budget) as calls:
            return calls.call(function, *args, **kwargs)

    def try_open(self, budget: Budget) -> "CallSeries | None":
        """Return a child for a series of calls that share a budget; `None` if all children are busy.

        Raises OSError if no child can be started.
        """
        return self._open(budget) if self._free.acquire(blocking=False) else None

    def _open(self, budget: Budget) -> "CallSeries":
        try:
            return CallSeries(budget, self._take(), self._put_back)
        except BaseException:
            self._free.release()
            raise

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
        child.uses += 1
        if child.uses >= MAX_USES or not child.is_alive():
            child.end()
        else:
            with self._lock:
                self._idle.append(child)
        self._free.release()


class CallSeries:
    """Calls functions in one child, one after the other, within one budget of time and memory for all.

    What a function keeps in its module is there for the next one. The child is given back at the end of a
    `with` block, or by `close`.
    """

    def __init__(self, budget: Budget, child: "_Child", put_back: "Callable[[_Child], None]") -> None:
        self._seconds, self._memory = budget.seconds, cast("int | None", budget.memory)
        self._child, self._put_back = child, put_back
        self._is_open, self._is_calling = True, False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a function of a module; arguments and result are pickled.

        Raises OverBudgetError, and what the function raises.
        """
        with self._lock:
            if not self._is_open:
                raise OverBudgetError
            self._is_calling = True
        started, memory, self._memory = time.monotonic(), self._memory, None
        try:
            succeeded, result = self._child.call(self._seconds, memory, (function, args, kwargs))
        except BaseException:
            self._child.end()
            raise
        finally:
            self._is_calling = False
            self._seconds -= time.monotonic() - started
        if not succeeded:
            raise cast(Exception, result)
        return cast(T, result)

    def close(self) -> None:
        """Give the child back; end it if another thread still waits for its answer."""
        with self._lock:
            was_open, self._is_open = self._is_open, False
            if was_open and self._is_calling:
                self._child.end()
        if was_open:
            self._put_back(self._child)


class _Child:
    """A child process, which takes one call at a time through its standard input."""

    def __init__(self) -> None:
        self.uses = 0
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

    def call(self, seconds: float, memory: int | None, work: object) -> tuple[bool, object]:
        """Return whether the work succeeded, and its result or error. Raises OverBudgetError.

        `memory` is what the child may have more than now, or `None` for the limit of the call before.
        """
        if seconds <= 0:
            raise OverBudgetError
        try:
            self._send((seconds, memory, work))
        except (OSError, ValueError) as error:  # the child, and then the pipe, was closed
            raise OverBudgetError from error
        return self._receive(seconds)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what the child no longer reads can't be flushed
                _stream(stream).close()

    def _send(self, value: object) -> None:
        write(_stream(self._process.stdin), pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

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
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise OverBudgetError from error
        finally:
            timer.cancel()
            timer.join()
        if expired.is_set():
            raise OverBudgetError
        return reply


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 (opened with PIPE)
    return stream
