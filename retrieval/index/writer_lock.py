"""One writer at a time: a lock that ends with its process, and a note of which process holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.catalog.disk_space import DISK_FULL, is_disk_full
from retrieval.errors import LibraryError
from retrieval.models import Progress, ProgressSink

WRITER_LOCK_SECONDS = 60.0
"""How long a writer waits for another one by default."""


class WriterLock:
    """Let one thread of one process at a time write to the library in `home`."""

    def __init__(self, home: Path) -> None:
        self._file, self._note = home / "writer.lock", home / "writer.json"

    @contextmanager
    def acquire(
        self, activity: str, timeout: float | None = None, progress: ProgressSink | None = None
    ) -> Iterator[None]:
        """Hold the lock for an `activity` ("adding a.srt"), after waiting `timeout` seconds at most.

        `progress` is called while it waits, and may raise to stop waiting. Raises LibraryError, which names
        the process that holds the lock, if it isn't free by then.
        """

        def report_waiting() -> bool:
            if progress is not None:
                progress(Progress("waiting"))
            return False

        # A lock object of each call's own, so that two threads of one process wait for each other too.
        lock = FileLock(self._file)
        try:
            lock.acquire(
                timeout=WRITER_LOCK_SECONDS if timeout is None else timeout, cancel_check=report_waiting
            )
        except Timeout as error:
            raise LibraryError(f"{self._describe_holder()}; try again when that is done.") from error
        except OSError as error:
            raise _unwritable(error) from error
        try:
            self._write_note(activity)
            yield
        finally:
            self._note.unlink(missing_ok=True)
            lock.release()

    def _describe_holder(self) -> str:
        """Return the beginning of a sentence: which process is writing what since when."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"Process {note['pid']} has been {note['what']} since {note['since']} UTC"
        except (OSError, ValueError, KeyError):  # between taking the lock and the note, or after a crash
            return "Another process is writing to the library"

    def _write_note(self, activity: str) -> None:
        note = {"pid": os.getpid(), "what": activity, "since": f"{datetime.now(UTC):%H:%M:%S}"}
        try:
            self._note.write_text(json.dumps(note), encoding="utf-8")
        except OSError as error:
            raise _unwritable(error) from error


def _unwritable(error: OSError) -> LibraryError:
    if is_disk_full(error, None):
        return LibraryError(DISK_FULL)
    return LibraryError(f"The library can't be written: {error.strerror or error}.")
