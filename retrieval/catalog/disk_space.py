"""Look at the free disk before anything is stored, and recognise a full one in a database's errors."""

import errno
import shutil
from pathlib import Path

from retrieval.errors import LibraryError

DISK_FULL = "The disk is full: nothing was changed; free some space and try again."
"""The sentence that the user reads."""
FULL_DISK_BYTES = 1_000_000
"""Free bytes below which a failed write is blamed on a full disk."""
MIN_FREE_BYTES = 64_000_000
"""Disk space that stays free: on a full disk Chroma can't even open its folder to clean up."""
_WORDINGS = ("disk is full", "disk full", "no space left", f"os error {errno.ENOSPC})")


def is_disk_full(error: BaseException, folder: Path | None) -> bool:
    """Return whether a failure to write to `folder` says, or probably comes from, a full disk."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    if any(wording in str(error).lower() for wording in _WORDINGS):
        return True
    free = _free_bytes(folder)
    return free is not None and free < FULL_DISK_BYTES


def require_space(folder: Path | None, size: int = 0) -> None:
    """Raise LibraryError if `MIN_FREE_BYTES` are not free on the disk of `folder` besides `size` bytes."""
    free = _free_bytes(folder)
    if free is not None and free < MIN_FREE_BYTES + size:
        raise LibraryError(DISK_FULL)


def _free_bytes(folder: Path | None) -> int | None:
    existing = (
        next((place for place in (folder, *folder.parents) if place.exists()), None) if folder else None
    )
    return None if existing is None else shutil.disk_usage(existing).free
