"""Write a catalog into one compressed file, consistent while others use it, and read such files back.

The file is a ZIP archive of `manifest.json` and `catalog.db`. Vectors and terms are made from the catalog and
are not in it.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from errno import EINVAL
from importlib import metadata
from pathlib import Path
from typing import IO, Literal
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from pydantic import BaseModel

from retrieval.catalog.disk_space import is_disk_full
from retrieval.catalog.migrations import is_known
from retrieval.errors import BadRequestError, LibraryError, NotFoundError

KEPT_BEFORE_MIGRATIONS = 3
"""How many of the backups that were made before migrations are kept, the newest."""
BACKUP_WAIT_SECONDS = 15
"""Seconds that reading the catalog waits for a program that has it for itself."""
_MANIFEST, _CATALOG = "manifest.json", "catalog.db"
_MAX_MANIFEST_BYTES = 65_536
_CHUNK = 1 << 20  # bytes copied at a time
_FREE_BYTES = 64_000_000  # disk space that has to be left after unpacking
_DAMAGED_CATALOG = (
    "The catalog is damaged and can't be backed up; restore an earlier backup with `podcite restore FILE`."
)

_DISK_FULL = "The disk is full, so no backup was made; free some space and try again."


class Manifest(BaseModel):
    """Metadata of a backup: `version` of Podcite, `revision` of the tables, `sha256` of the catalog."""

    format: Literal[1] = 1
    version: str
    revision: str
    created: datetime
    sha256: str
    size: int


def write_backup(database: Path, file: Path) -> Manifest:
    """Write the SQLite catalog `database` to a new `file`, which appears when it is complete.

    Raises NotFoundError if there is no catalog, BadRequestError if the file exists, LibraryError if the
    catalog can't be read or the file can't be written.
    """
    if not database.is_file():
        raise NotFoundError(f"There is no catalog in {database.parent} yet, so there is nothing to back up.")
    if file.exists():
        raise BadRequestError(f"The file {file} exists already; choose another name for the backup.")
    copy, packed = (file.with_name(f".{file.name}.{ending}") for ending in ("copy", "part"))
    try:
        for temporary in (copy, packed):
            temporary.unlink(missing_ok=True)
            temporary.touch(mode=0o600)
        manifest = _copy(database, copy)
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            archive.writestr(_MANIFEST, manifest.model_dump_json(indent=1))
            archive.write(copy, _CATALOG)
        _sync(packed)
        os.replace(packed, file)
    except sqlite3.Error as error:
        raise LibraryError(_sentence(error, database, file)) from error
    except OSError as error:
        raise LibraryError(f"The backup {file} can't be written: {error.strerror or error}.") from error
    finally:
        for temporary in (copy, packed):
            temporary.unlink(missing_ok=True)
    return manifest


def read_backup(file: Path, to: Path) -> Manifest:
    """Unpack the catalog of a backup to the path `to`, after checking it throughout.

    Raises NotFoundError if there is no such file, LibraryError if it is damaged or by a newer Podcite.
    """
    try:
        with ZipFile(file) as archive:
            if archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST_BYTES:
                raise BadZipFile
            manifest = Manifest.model_validate_json(archive.read(_MANIFEST))
            if not is_known(manifest.revision):
                raise LibraryError(
                    f"The backup {file} is of a newer Podcite ({manifest.version}), so nothing was changed: "
                    "update Podcite first."
                )
            _require_space(to.parent, manifest.size)
            with archive.open(_CATALOG) as packed, to.open("wb") as unpacked:
                to.chmod(0o600)
                digest = _unpack(packed, unpacked, manifest.size)
        if digest != manifest.sha256 or _check(to) != manifest.revision:
            raise BadZipFile
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {file}, so nothing was changed.") from error
    except OSError as error:
        if error.errno == EINVAL:  # a seek that a damaged file asks for
            raise LibraryError(_damaged(file)) from error
        if file.is_dir():
            raise LibraryError(
                f"{file} is a folder, so nothing was changed: name a file that `podcite backup` has written."
            ) from error
        reason = error.strerror or error
        raise LibraryError(
            f"The backup {file} can't be unpacked ({reason}), so nothing was changed."
        ) from error
    except (
        BadZipFile,
        KeyError,
        ValueError,
        EOFError,
        ZlibError,
        NotImplementedError,
        RuntimeError,
        sqlite3.Error,
    ) as error:
        raise LibraryError(_damaged(file)) from error
    return manifest


def _damaged(file: Path) -> str:
    return f"The file {file} is damaged or isn't a Podcite backup, so nothing was changed."


def back_up_before_migration(database: Path, revision: str) -> Path:
    """Back up a catalog of this revision into `backups/` in its folder, keep the newest few, return the file.

    Raises LibraryError if that can't be done.
    """
    folder = database.parent / "backups"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"The folder {folder} can't be created: {error.strerror or error}.") from error
    file = folder / f"before-update-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-from-{revision}.zip"
    write_backup(database, file)
    for old in sorted(folder.glob("before-update-*.zip"))[:-KEPT_BEFORE_MIGRATIONS]:
        old.unlink(missing_ok=True)
    return file


def _copy(database: Path, copy: Path) -> Manifest:
    with (
        closing(sqlite3.connect(database, timeout=BACKUP_WAIT_SECONDS)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the catalog's own mode is
    with copy.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Manifest(
        version=metadata.version("podcite"),
        revision=_check(copy),
        created=datetime.now(UTC),
        sha256=digest,
        size=copy.stat().st_size,
    )


def _check(catalog: Path) -> str:
    """Return a catalog's revision; raise sqlite3.DatabaseError if it is damaged or no catalog."""
    with closing(sqlite3.connect(catalog)) as connection:
        if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError("database disk image is malformed")
        row = connection.execute("select version_num from alembic_version").fetchone()
    if row is None:
        raise sqlite3.DatabaseError("the catalog has no revision")
    return str(row[0])


def _unpack(packed: IO[bytes], unpacked: IO[bytes], size: int) -> str:
    """Copy exactly `size` bytes and return their SHA-256; raise BadZipFile for another number of bytes."""
    digest, left = hashlib.sha256(), size
    while chunk := packed.read(min(_CHUNK, left + 1)):
        left -= len(chunk)
        if left < 0:
            break
        digest.update(chunk)
        unpacked.write(chunk)
    if left:
        raise BadZipFile
    unpacked.flush()
    os.fsync(unpacked.fileno())
    return digest.hexdigest()


def _require_space(folder: Path, size: int) -> None:
    # The new catalog, and the copies of the old one and of the pages that are replaced.
    if shutil.disk_usage(folder).free < 3 * size + _FREE_BYTES:
        raise LibraryError(
            f"The disk of {folder} is too full to restore this backup, so nothing was changed; free some "
            "space and try again."
        )


def _sync(file: Path) -> None:
    with file.open("rb") as content:
        os.fsync(content.fileno())


def _sentence(error: sqlite3.Error, database: Path, file: Path) -> str:
    # On a full disk, SQLite often says that it can't read or write, or can't open a file.
    if is_disk_full(error, file.parent) or is_disk_full(error, database.parent):
        return _DISK_FULL
    match error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else sqlite3.SQLITE_CORRUPT:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _DAMAGED_CATALOG
        case sqlite3.SQLITE_FULL:
            return _DISK_FULL
        case sqlite3.SQLITE_BUSY:
            return "The catalog is busy, so no backup was made; try again."
    return f"The catalog can't be backed up: {error}."
