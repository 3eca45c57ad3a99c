"""Leave nothing of deleted rows in SQLite's files; PostgreSQL cleans up by itself."""

import logging
from contextlib import closing
from sqlite3 import Error

from sqlalchemy import Connection, Engine, exc

WAIT_MILLISECONDS = 500
"""How long emptying the log waits for those who read the catalog; writers wait meanwhile."""

_log = logging.getLogger(__name__)


def overwrite_deleted(connection: Connection) -> None:
    """Let SQLite overwrite what the transaction deletes, so that it isn't left in the file's free pages."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("pragma secure_delete = on")


def empty_log(engine: Engine, busy_timeout: int, wait: int) -> bool:
    """Empty SQLite's write-ahead log, which keeps what was deleted; return whether that is done.

    It isn't if others read or write for longer than `wait` milliseconds. `busy_timeout`, in
    milliseconds as well, holds again on the connection afterwards.
    """
    if engine.dialect.name != "sqlite":
        return True
    try:
        with closing(engine.raw_connection()) as pooled, closing(pooled.cursor()) as cursor:
            cursor.execute(f"PRAGMA busy_timeout={wait}")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                outcome = cursor.fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={busy_timeout}")
    except (Error, exc.DBAPIError) as error:
        _log.info("The catalog's log could not be emptied yet: %s", error)
        return False
    return outcome is not None and not outcome[0]
