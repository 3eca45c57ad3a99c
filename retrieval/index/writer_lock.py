"""One writer at a time: a lock that ends with its process, and that says who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import LibraryError
from retrieval.models import Progress, ProgressSink

WAIT_SECONDS = 60.0


class WriterLock:
    """Lets one thread of one process at a time write what is in `home`."""

    def __init__(self, home: Path) -> None:
        self._file, self._note = home / "writer.lock", home / "writer.json"

    @contextmanager
    def held(
        self, what: str, wait: float | None = None, progress: ProgressSink | None = None
    ) -> Iterator[None]:
        """Hold the lock while `what` is done, waiting for another writer for `wait` seconds at most.

        `progress` is told while it waits, and may raise to end that. Raises LibraryError, which names the
        other writer, where it is not done by then.
        """

        def still_waiting() -> bool:
            if progress is not None:
                progress(Progress("waiting"))
            return False

        # Opened anew by each call, so that two threads of one process wait for each other too.
        lock = FileLock(self._file)
        try:
            lock.acquire(timeout=WAIT_SECONDS if wait is None else wait, cancel_check=still_waiting)
        except Timeout as error:
            raise LibraryError(f"{self.holder()}; try again when that is done.") from error
        except OSError as error:
            raise LibraryError(f"The library can't be written: {error.strerror or error}.") from error
        try:
            self._tell(what)
            yield
        finally:
            self._note.unlink(missing_ok=True)
            lock.release()

    def holder(self) -> str:
        """Who writes, what and since when, as the beginning of a sentence."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"Process {note['pid']} has been {note['what']} since {note['since']} UTC"
        except (OSError, ValueError, KeyError):  # between taking the lock and saying so, or after a crash
            return "Another process is writing to the library"

    def _tell(self, what: str) -> None:
        note = {"pid": os.getpid(), "what": what, "since": f"{datetime.now(UTC):%H:%M:%S}"}
        try:
            self._note.write_text(json.dumps(note), encoding="utf-8")
        except OSError as error:  # a disk that is full
            raise LibraryError(f"The library can't be written: {error.strerror or error}.") from error
