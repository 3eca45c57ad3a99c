"""Check that the catalog's database is sound."""

from sqlalchemy import text

from retrieval.catalog.database import REVISION, Database

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
