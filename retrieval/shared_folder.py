"""A folder that several processes change, where each holds what it read in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.errors import LibraryError

LOCK_SECONDS = 60.0


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
