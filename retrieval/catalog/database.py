"""Connect to the catalog's database, SQLite or PostgreSQL, and turn its errors into sentences."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import OperationalError
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, exc, inspect, make_url, text
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from retrieval.catalog.disk_space import DISK_FULL, is_disk_full
from retrieval.catalog.erasing import WAIT_MILLISECONDS, empty_log, overwrite_deleted
from retrieval.errors import ConfigurationError, LibraryError

REVISION = "0024"
"""The newest migration, whose tables this code works with."""
BUSY_SECONDS = 15
"""Seconds that SQLite waits for another writer."""
CATALOG_DAMAGED = (
    "The catalog is damaged: stop the bot and restore a backup with `podcite restore FILE`. If you have no "
    "backup, `podcite doctor` says what to do."
)
"""The sentence that the user reads."""


class Database:
    """The catalog's database at a SQLite or PostgreSQL URL, connected to and migrated on first use.

    `folder` is created first. Safe to use from several threads and processes. Every method raises
    LibraryError where the database can't be used, ConfigurationError for a wrong URL.
    """

    def __init__(self, url: str, folder: Path | None = None) -> None:
        self._url, self._folder = url, folder
        self._opening = threading.Lock()
        self._engine: Engine | None = None
        self._has_remains = False

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """Open a read-only transaction: one consistent view of the catalog."""
        with _translated_errors(self._folder), self._get_engine().begin() as connection:
            yield connection

    @contextmanager
    def write_transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        """Open a writing transaction: all of it is stored or nothing.

        One that isn't `durable` doesn't wait for the disk: no crash of the process undoes it, but a loss of
        power may, until the next one that is.
        """
        with _translated_errors(self._folder), _begin_writing(self._get_engine(), durable) as connection:
            yield connection
        if self._has_remains:
            self.empty_log(0)

    @contextmanager
    def erasing_transaction(self) -> Iterator[Connection]:
        """Open a writing transaction after which what it deletes is in none of SQLite's files."""
        with self.write_transaction() as connection:
            overwrite_deleted(connection)
            yield connection
        self.empty_log()

    def empty_log(self, wait: int = WAIT_MILLISECONDS) -> None:
        """Take what was deleted out of SQLite's log; after the next change if others use the catalog.

        `wait` is for how many milliseconds they may.
        """
        self._has_remains = not empty_log(self._get_engine(), BUSY_SECONDS * 1000, wait)

    @property
    def folder(self) -> Path | None:
        """The folder whose disk the database is on, if that is known."""
        return self._folder

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _get_engine(self) -> Engine:
        with self._opening:
            if self._engine is None:
                if self._folder is not None:
                    _make_folder(self._folder)
                url = _parse(self._url)
                _make_private_file(url)
                engine = _create_engine(url)
                with engine.begin() as connection:
                    current = _revision(connection)
                if current != REVISION:
                    _migrate(engine)
                self._engine = engine
            return self._engine


@contextmanager
def _begin_writing(engine: Engine, durable: bool = True) -> Iterator[Connection]:
    options = {"podcite_writes": True, "podcite_durable": durable}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def _translated_errors(folder: Path | None) -> Iterator[None]:
    """Raise errors of the database driver as LibraryError, with a sentence that a user can act on."""
    try:
        yield
    except exc.DBAPIError as error:
        # On a full disk, SQLite often says that it can't open a file or that the catalog is locked.
        if error.orig is not None and is_disk_full(error.orig, folder):
            raise LibraryError(DISK_FULL) from error
        raise LibraryError(_error_sentence(str(error.orig).lower())) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"The folder {folder} can't be created: {error.strerror or error}.") from error


def _make_private_file(url: URL) -> None:
    """Create a SQLite file that nobody else can read; SQLite itself would let everybody read it."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return
    with suppress(OSError):  # what keeps the file from being opened is said when it is opened
        os.close(os.open(str(url.database), os.O_CREAT | os.O_WRONLY, 0o600))


def _error_sentence(reason: str) -> str:
    if "locked" in reason or "busy" in reason:
        return "The catalog is busy: another program has been writing to it for too long; try again."
    if "readonly" in reason or "read-only" in reason:
        return "The catalog can't be written: its file or folder is read-only."
    if "unable to open" in reason:
        return "The catalog can't be opened: check that its folder exists and is writable."
    if "malformed" in reason or "not a database" in reason:
        return CATALOG_DAMAGED
    if "connection" in reason or "connect" in reason:
        return "The catalog's database server can't be reached: check that it runs and the URL is right."
    return "The catalog's database reported an error; the log has the reason."


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):  # the latter for a port that is no number
        raise ConfigurationError(
            "The catalog's URL can't be read: write sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigurationError("PODCITE_DATABASE_URL must name a SQLite or PostgreSQL database.")
    return parsed


def _create_engine(url: URL) -> Engine:
    try:
        # Errors are logged: what is stored about people doesn't belong in them.
        is_shared = url.get_backend_name() == "postgresql"
        engine = create_engine(url, pool_pre_ping=is_shared, hide_parameters=True)
    except ModuleNotFoundError:
        raise ConfigurationError(
            "A PostgreSQL catalog needs its driver. In the folder of Podcite, run "
            "`.venv/bin/pip install '.[postgresql]'`; with Docker or uv, see docs/operating.md."
        ) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "do_connect", _connect_sqlite)
        event.listen(engine, "checkin", _close_exclusive)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connect_sqlite(
    dialect: Dialect, record: ConnectionPoolEntry, arguments: list[Any], keywords: dict[str, Any]
) -> SQLiteConnection:
    try:
        return _prepared(dialect.connect(*arguments, **keywords))
    except OperationalError as error:
        if not error.sqlite_errorname.startswith(("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")):
            raise
        # A full disk has no room for the file in which processes share what the log holds. A connection
        # that has the catalog for itself needs none; it is closed after its transaction, so that others can.
        record.info["exclusive"] = True
        return _prepared(dialect.connect(*arguments, **keywords), "locking_mode=EXCLUSIVE")


def _prepared(pooled: DBAPIConnection, *first: str) -> SQLiteConnection:
    connection = cast(SQLiteConnection, pooled)
    connection.isolation_level = None  # the driver's own BEGIN comes too late for DDL and for BEGIN IMMEDIATE
    timeout = f"busy_timeout={BUSY_SECONDS * 1000}"
    try:
        for pragma in (timeout, *first, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        connection.close()
        raise
    return connection


def _close_exclusive(_connection: SQLiteConnection | None, record: ConnectionPoolEntry) -> None:
    if record.info.get("exclusive"):
        record.invalidate()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts by reading and then writes fails at once where another one wrote in between;
    # one that says so at its start waits for its turn.
    options: dict[str, Any] = dict(connection.get_execution_options())
    if not options.get("podcite_writes"):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options['podcite_durable'] else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()


def _migrate(engine: Engine) -> None:
    from retrieval.catalog.backup import back_up_before_migration
    from retrieval.catalog.migrations import is_known, upgrade

    with _begin_writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(1886348137)"))
        current = _revision(connection)
        if current == REVISION:  # another process did it while this one waited
            return
        if current is not None and not is_known(current):
            raise LibraryError(
                "The catalog was made by a newer Podcite: update Podcite, or use another data folder."
            )
        if current is not None and engine.dialect.name == "sqlite" and engine.url.database:
            back_up_before_migration(Path(engine.url.database), current)
        upgrade(connection)
