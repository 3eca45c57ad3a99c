"""Check that the catalog's database is sound."""

from sqlalchemy import text

from retrieval.catalog import queries
from retrieval.catalog.database import CATALOG_DAMAGED, REVISION, Database
from retrieval.errors import LibraryError

MAX_PROBLEMS = 5
"""How many problems are reported at most."""


def find_damage(database: Database, *, quick: bool) -> list[str]:
    """Return what is wrong with the database's pages, references or revision; nothing if it is sound.

    `quick` leaves out whether indexes agree with their tables. A PostgreSQL server checks itself: of its
    database, only the revision is looked at. Raises LibraryError if it can't be opened.
    """
    with database.read_transaction() as connection:
        revision = connection.execute(text("select version_num from alembic_version")).scalar_one()
        problems = [] if revision == REVISION else [f"its revision is {revision}, not {REVISION}"]
        if connection.dialect.name == "sqlite":
            check = "quick_check" if quick else "integrity_check"
            rows = connection.exec_driver_sql(f"PRAGMA {check}({MAX_PROBLEMS})").scalars().all()
            problems += [str(row) for row in rows if row != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            tables = sorted({str(row[0]) for row in broken})
            problems += [f"rows of {table} refer to others that are gone" for table in tables]
    return problems


def check_emptiness(database: Database) -> None:
    """Raise LibraryError if a SQLite catalog is damaged and therefore seems to hold no episode at all.

    SQLite finds no rows where a page of an index is overwritten. A catalog with an episode isn't checked, and
    an empty one is small.
    """
    with database.read_transaction() as connection:
        if connection.execute(queries.CURRENT_EPISODES.limit(1)).first() is not None:
            return
        is_checked = connection.dialect.name == "sqlite"
        if is_checked and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise LibraryError(CATALOG_DAMAGED)
