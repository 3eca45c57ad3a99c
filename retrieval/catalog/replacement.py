"""Put another catalog in the place of the present one, in one step, and keep a copy of the present one."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from retrieval.errors import LibraryError

UNKNOWN_NUMBERS_STEP = 1_000_000
"""How many numbers are skipped if it is unknown which ones the replaced catalog had used."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_COMPANIONS = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite keeps next to a database; they belong to the old one."""
_BUSY = (
    "Another process is using the catalog (the bot, or another podcite command): stop it, then restore. "
    "Nothing was changed."
)


def replace_catalog(database: Path, new: Path) -> Path | None:
    """Put the closed SQLite catalog `new` in the place of `database`; return the copy of the replaced one.

    If it is killed, the old catalog or the new one is there. Numbers that the old catalog has given away are
    not given again: vectors and buttons may still refer to them. Raises LibraryError if another process has
    the catalog open, or a file can't be written.
    """
    try:
        if not database.exists():
            _continue_numbers(new, None)
            _move_into_place(new, database)
            return None
        kept = _free_name(database)
        try:
            _copy_into(database, new, kept)
        except sqlite3.DatabaseError as error:
            if _code(error) not in _DAMAGED:
                raise
            _replace_damaged(database, new, kept)
        return kept
    except sqlite3.Error as error:
        busy = _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        raise LibraryError(_BUSY if busy else f"The catalog can't be replaced: {error}.") from error
    except OSError as error:
        raise LibraryError(f"The catalog can't be replaced: {error.strerror or error}.") from error


def _copy_into(database: Path, new: Path, kept: Path) -> None:
    """Copy the new catalog over the old one within SQLite, which undoes it at the next opening if killed."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as old:
        # No other process can have the catalog open from here to the end. To leave the mode WAL fails with
        # "locked" if one does, and merges the -wal file.
        old.execute("PRAGMA locking_mode=EXCLUSIVE")
        old.execute("PRAGMA journal_mode=DELETE")
        old.execute("BEGIN EXCLUSIVE")
        old.execute("COMMIT")
        old.execute("PRAGMA synchronous=FULL")
        part = _part(database)
        with closing(sqlite3.connect(part)) as copy:
            old.backup(copy)
        os.replace(part, kept)
        _continue_numbers(new, _numbers(old))
        with closing(sqlite3.connect(new)) as source:
            source.backup(old)
    new.unlink()


def _replace_damaged(database: Path, new: Path, kept: Path) -> None:
    """Keep the files of a database that SQLite can't read as they are, and move the new one there."""
    part = _part(database)
    shutil.copyfile(database, part)
    for ending in _COMPANIONS:
        companion = database.with_name(database.name + ending)
        if companion.exists():
            shutil.copyfile(companion, kept.with_name(kept.name + ending))
    os.replace(part, kept)
    _continue_numbers(new, None)
    _move_into_place(new, database)


def _move_into_place(new: Path, database: Path) -> None:
    for ending in _COMPANIONS:
        database.with_name(database.name + ending).unlink(missing_ok=True)
    os.replace(new, database)


def _numbers(catalog: sqlite3.Connection) -> dict[str, int]:
    """Return the last number that each table has given away, and the catalog's version as `changes`."""
    numbers = dict(catalog.execute("select name, seq from sqlite_sequence").fetchall())
    return numbers | {"changes": catalog.execute("select version from changes").fetchone()[0]}


def _continue_numbers(new: Path, used: dict[str, int] | None) -> None:
    """Let the catalog `new` go on after the numbers that the replaced catalog used; `None`: unknown."""
    numbered = "select name from sqlite_master where type = 'table' and sql like '%AUTOINCREMENT%'"
    with closing(sqlite3.connect(new)) as catalog, catalog:
        own = _numbers(catalog)
        for (table,) in catalog.execute(numbered).fetchall():
            last = own.get(table, 0)
            last = last + UNKNOWN_NUMBERS_STEP if used is None else max(last, used.get(table, 0))
            catalog.execute("delete from sqlite_sequence where name = ?", (table,))
            catalog.execute("insert into sqlite_sequence (name, seq) values (?, ?)", (table, last))
        version = (
            own["changes"] + UNKNOWN_NUMBERS_STEP
            if used is None
            else max(own["changes"], used["changes"]) + 1
        )
        catalog.execute("update changes set version = ?", (version,))
        tables = {name for (name,) in catalog.execute("select name from sqlite_master where type = 'table'")}
        for table in tables & {"jobs", "job_files"}:  # they would go on, perhaps with what was to be undone
            catalog.execute(f"delete from {table}")  # noqa: S608 (a name of two)


def _free_name(database: Path) -> Path:
    stem = f"{database.stem}-replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (database.with_name(f"{stem}{'-' * bool(n)}{n or ''}{database.suffix}") for n in range(1000))
    return next(name for name in names if not name.exists())


def _part(database: Path) -> Path:
    """Return a new file for an unfinished copy, and remove the one that a killed restore has left."""
    part = database.with_name(f".{database.name}.replaced")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    return part


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF
