"""One database folder shared by several processes, each of which keeps what it has read in memory."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from retrieval.errors import LibraryError

CHANGED_FILE = "changed"
"""The file in a shared folder that holds another random text after each change."""
FOLDER_LOCK_SECONDS = 60.0
"""How long a process waits for another one that is using the folder exclusively."""


class Closable(Protocol):
    """A client that keeps a folder's contents in memory until it is closed."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class SharedFolder:
    """Lock a folder for one process at a time, and detect that another process has changed it since.

    Not thread-safe: callers hold a lock of their own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version_file = path / CHANGED_FILE
        self._known_version: str | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep all other processes out. Raises LibraryError if another one stays inside for too long."""
        from filelock import FileLock, Timeout

        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "in-use.lock", timeout=FOLDER_LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise LibraryError(f"Another process is using {self.path}; try again when it is done.") from error
        try:
            yield
        finally:
            lock.release()

    def is_current(self) -> bool:
        """Return whether the folder is unchanged since the last `remember_version`."""
        return self._known_version is not None and self._known_version == self._read_version()

    def remember_version(self) -> None:
        """Take the folder's present version for the one that is in memory."""
        self._known_version = self._read_version()

    def mark_changed(self) -> None:
        """Give the folder a new version; to be called while it is locked and before it is changed.

        Before, not after: if this process is killed midway, the others must read the folder again too.
        """
        self._version_file.write_text(uuid.uuid4().hex)
        self.remember_version()

    def _read_version(self) -> str:
        return self._version_file.read_text(errors="replace") if self._version_file.exists() else ""


class SharedClient(Generic[C]):
    """One client of a shared folder, reopened when it is out of date; many threads read, or one changes it.

    The first use of a collection after opening may write, because a database merges its log then, and so
    needs the folder exclusively, as a change does. `open_copy` is called with the error if `open_` fails, and
    opens a client that reads a copy or raises the error; such a client is never used for a change.
    `while_writing` is entered while the folder is used exclusively.
    """

    def __init__(
        self,
        path: Path,
        open_: Callable[[Path], C],
        open_copy: Callable[[Path, Exception], C] | None = None,
        while_writing: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._folder, self._while_writing = SharedFolder(path), while_writing
        self._open, self._open_copy = open_, open_copy
        self._reads_copy = False
        self._entry_lock = threading.Lock()
        self._reader_left = threading.Condition()
        self._readers = 0
        self._client: C | None = None
        self._used_collections: set[str | None] = set()

    @contextmanager
    def session(self, collection: str | None, change: bool) -> Iterator[C]:
        """Yield the client for work on one collection, by its name, or on none in particular (`None`)."""
        with self._entry_lock:
            client = self._client if collection in self._used_collections and not change else None
            if client is None or not self._folder.is_current():
                with self._exclusive_session(change) as client:
                    yield client
                    self._used_collections.add(collection)
                return
            with self._reader_left:
                self._readers += 1
        try:
            yield client
        finally:
            with self._reader_left:
                self._readers -= 1
                self._reader_left.notify_all()

    def close(self) -> None:
        with self._entry_lock:
            self._wait_for_readers()
            self._close_client()

    @contextmanager
    def _exclusive_session(self, change: bool) -> Iterator[C]:
        self._wait_for_readers()
        with self._folder.lock(), self._while_writing():
            if not self._folder.is_current() or (change and self._reads_copy):
                self._close_client()
                self._folder.remember_version()
            client = self._client = self._client or self._open_client(change)
            if change:
                self._folder.mark_changed()
            try:
                yield client
            except BaseException:
                # A change that failed midway, as on a full disk, may leave the client unable to write: its
                # next change would wait for ever.
                if change:
                    self._close_client()
                raise

    def _open_client(self, change: bool) -> C:
        try:
            return self._open(self._folder.path)
        except Exception as error:
            if change or self._open_copy is None:
                raise
            client = self._open_copy(self._folder.path, error)
            self._reads_copy = True
            return client

    def _wait_for_readers(self) -> None:
        """Wait until no thread reads; the caller holds `_entry_lock`, so that no other begins meanwhile."""
        with self._reader_left:
            self._reader_left.wait_for(lambda: not self._readers)

    def _close_client(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client, self._reads_copy = None, False
        self._used_collections.clear()
