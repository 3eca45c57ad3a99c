"""Read a Chroma folder whose disk is full, where Chroma can't start: it writes to its database first."""

from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from retrieval.catalog.disk_space import is_disk_full

_DATABASE = "chroma.sqlite3"
_PLACES = (gettempdir(), "/dev/shm")  # noqa: S108 (the folder in it is made for this user alone)


def copy_if_full(folder: Path, error: Exception) -> TemporaryDirectory[str]:
    """Return a copy of the folder, on another disk, in which Chroma can start; for reading alone.

    Only the database is copied; the vectors are links. Raises `error` if it doesn't come from a full disk, or
    if no other disk has room.
    """
    if not is_disk_full(error, folder):
        raise error
    for place in _PLACES:
        try:
            copy = TemporaryDirectory(prefix="podcite-", dir=place, ignore_cleanup_errors=True)
            _fill(Path(copy.name), folder)
        except OSError:
            continue
        return copy
    raise error


def _fill(copy: Path, folder: Path) -> None:
    for path in folder.glob(f"{_DATABASE}*"):  # also what its last transaction left
        (copy / path.name).write_bytes(path.read_bytes())
    for path in folder.iterdir():
        if path.is_dir():
            (copy / path.name).symlink_to(path.resolve(), target_is_directory=True)
