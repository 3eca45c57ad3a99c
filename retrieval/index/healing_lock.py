"""A lock held by the one process that rebuilds an index; every process can see whether it is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

HEALING_LOCK_FILE = "healing.lock"
"""The file in the data folder that is locked; it ends with its process."""


class HealingLock:
    """Let one process at a time rebuild the index in `home`, or what has a lock file of its own there."""

    def __init__(self, home: Path, name: str = HEALING_LOCK_FILE) -> None:
        self._file = home / name

    @contextmanager
    def hold(self, wait: float = 0.0) -> Iterator[bool]:
        """Yield whether the lock is held from here; if not, another held it for all of `wait` seconds."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._file)
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def is_held(self) -> bool:
        """Return whether this or another process is rebuilding at this moment."""
        if not self._file.exists():
            return False
        with self.hold() as is_free:
            return not is_free
