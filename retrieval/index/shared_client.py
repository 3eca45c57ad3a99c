"""A folder that several processes change, where each holds what it read in memory."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from retrieval.errors import LibraryError

LOCK_SECONDS = 60.0


class Closable(Protocol):
    """What holds a folder's content in memory until it is closed."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class SharedFolder:
    """Lets one process at a time change the folder, and tells the others that they must read it again.

    Not thread-safe: whoever uses it holds a lock of its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = path / "changed"
        self._seen: str | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else is inside. Raises LibraryError where another process keeps it too long."""
        from filelock import FileLock, Timeout

        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "in-use.lock", timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise LibraryError(
                f"Another process keeps {self.path} for itself; try again when it is done."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def is_current(self) -> bool:
        """Whether what was read at the last `note` is still what the folder holds."""
        return self._seen is not None and self._seen == self._read()

    def note(self) -> None:
        """Remember the folder's present state as the one that is in memory."""
        self._seen = self._read()

    def announce(self) -> None:
        """Say that the folder is about to change; while it is held, so that others wait for the outcome.

        Before the change, not after: if this process is killed midway, the others must read again too.
        """
        self._stamp.write_text(uuid.uuid4().hex)
        self.note()

    def _read(self) -> str:
        return self._stamp.read_text() if self._stamp.exists() else ""


class SharedClient(Generic[C]):
    """One client of a shared folder, reopened where it is outdated: many threads read, or one changes it.

    The first touch of a part of the folder after opening may write, as a database merges its log then, and so
    needs the folder to itself like a change does.
    """

    def __init__(self, path: Path, open_: Callable[[Path], C]) -> None:
        self._folder = SharedFolder(path)
        self._open = open_
        self._entering = threading.Lock()
        self._leaving = threading.Condition()
        self._readers = 0
        self._client: C | None = None
        self._touched: set[str | None] = set()

    @contextmanager
    def session(self, part: str | None, change: bool) -> Iterator[C]:
        """The client for work on one part of the folder, by its name, or on no special one."""
        with self._entering:
            client = self._client if part in self._touched and not change else None
            if client is None or not self._folder.is_current():
                with self._alone(change) as client:
                    yield client
                    self._touched.add(part)
                return
            with self._leaving:
                self._readers += 1
        try:
            yield client
        finally:
            with self._leaving:
                self._readers -= 1
                self._leaving.notify_all()

    def close(self) -> None:
        with self._entering:
            self._await_readers()
            self._close()

    @contextmanager
    def _alone(self, change: bool) -> Iterator[C]:
        self._await_readers()
        with self._folder.held():
            if not self._folder.is_current():
                self._close()
                self._folder.note()
            client = self._client = self._client or self._open(self._folder.path)
            if change:
                self._folder.announce()
            try:
                yield client
            except BaseException:
                # A change that failed midway, as on a full disk, may leave the client unable to write: its
                # next change would wait for ever.
                if change:
                    self._close()
                raise

    def _await_readers(self) -> None:
        """Whoever calls it holds `_entering`, so that nobody begins to read meanwhile."""
        with self._leaving:
            self._leaving.wait_for(lambda: not self._readers)

    def _close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
        self._touched.clear()
