"""Keys of an installation: random, made once, each in a file that only its user can read."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from retrieval.errors import KeyFileError

KEY_BYTES = 32
_OTHER_PROCESS_SECONDS = 10.0  # how long another process may take to make the key


def random_key() -> bytes:
    """Return a new key."""
    return secrets.token_bytes(KEY_BYTES)


def load_key(path: Path, lost: str, make: Callable[[], bytes] = random_key) -> bytes:
    """Return the key in a file, which is first made if there is none; several processes get the same one.

    An empty file counts as none: earlier versions left one on a full disk. Raises KeyFileError if the file
    can't be read or written, or is damaged; `lost` says what a new key brings then.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _read(path) or _make(path, make)
    except OSError as error:
        raise KeyFileError(f"The file {path} can't be used: {error.strerror or error}.") from error
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"The file {path} is damaged: delete it. A new one will be made, and {lost}")
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _make(path: Path, make: Callable[[], bytes]) -> bytes:
    lock = path.with_name(f"{path.name}.lock")
    with FileLock(lock, _OTHER_PROCESS_SECONDS):
        key = _read(path)  # which another process made meanwhile
        if not key:
            key = make()
            _write(path, key)
        with suppress(OSError):  # who waits for this lock finds the key
            lock.unlink()
    return key


def _write(path: Path, key: bytes) -> None:
    """Write a whole file or none, which survives a loss of power."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
