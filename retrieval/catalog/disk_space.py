"""Recognise a full disk, which databases often report as something else."""

import errno
import shutil
from pathlib import Path

DISK_FULL = "The disk is full: nothing was changed; make room and try again."
"""What the user reads."""
FULL_DISK_BYTES = 1_000_000
"""With less free space than this, in bytes, a write that fails is put down to the disk."""
_WORDINGS = ("disk is full", "disk full", "no space left", f"os error {errno.ENOSPC})")


def is_disk_full(error: BaseException, folder: Path | None) -> bool:
    """Return whether a failure to write to `folder` says, or probably comes from, a full disk."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    if any(wording in str(error).lower() for wording in _WORDINGS):
        return True
    existing = (
        next((place for place in (folder, *folder.parents) if place.exists()), None) if folder else None
    )
    return existing is not None and shutil.disk_usage(existing).free < FULL_DISK_BYTES
