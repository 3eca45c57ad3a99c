"""Keys of an installation: random, made once, each in a file that only its user can read."""

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from retrieval.errors import ConfigurationError

KEY_BYTES = 32
_OTHER_PROCESS_SECONDS = 2.0  # how long another process may take to write a new key


def random_key() -> bytes:
    """Return a new key."""
    return secrets.token_bytes(KEY_BYTES)


def load_key(path: Path, lost: str, make: Callable[[], bytes] = random_key) -> bytes:
    """Return the key in a file, which is first made if there is none; several processes get the same one.

    Raises ConfigurationError if the file can't be read or written, or is damaged; `lost` says what a new key
    brings then.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write(path, make())
        patience = time.monotonic() + _OTHER_PROCESS_SECONDS
        while len(key := path.read_bytes()) < KEY_BYTES and time.monotonic() < patience:
            time.sleep(0.05)
    except OSError as error:
        raise ConfigurationError(f"The file {path} can't be used: {error.strerror}.") from error
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"The file {path} is damaged: delete it. A new one will be made, and {lost}")
    return key


def _write(path: Path, key: bytes) -> None:
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(key)
