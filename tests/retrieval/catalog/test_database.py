import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, text
from sqlalchemy.dialects import postgresql

from retrieval.catalog import queries
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import REVISION, Database
from retrieval.catalog.migrations import configuration
from retrieval.catalog.schema import episodes, shows
from retrieval.errors import ConfigurationError, LibraryError, PodciteError
from tests.retrieval.processes import PROCESSES


def show(number: int) -> dict[str, object]:
    return {"guild": 0, "id": f"show-{number}", "title": "Bees", "created": datetime(2026, 1, 1, tzinfo=UTC)}


def shows_in(database: Database) -> int:
    with database.read_transaction() as connection:
        return len(connection.execute(shows.select()).all())


def open_and_close(url: str) -> None:
    catalog = Catalog(url)
    catalog.version()
    catalog.close()


def test_nothing_is_opened_before_it_is_used(url: str, tmp_path: Path) -> None:
    catalog = Catalog(url, tmp_path / "data")
    assert list(tmp_path.iterdir()) == []
    catalog.close()


def test_the_folder_is_created_where_it_can_be(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    catalog = Catalog(f"sqlite:///{folder / 'catalog.db'}", folder)
    assert catalog.version() == 1
    catalog.close()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="can't be created"):
        Catalog(f"sqlite:///{tmp_path / 'file' / 'catalog.db'}", tmp_path / "file").version()


def test_migrating_from_nothing_gives_exactly_the_tables_that_the_code_works_with(url: str) -> None:
    database = Database(url)
    with database.write_transaction() as connection:
        command.check(configuration(connection))
    database.close()


def test_the_code_expects_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == REVISION


def test_opening_again_changes_nothing(url: str, tmp_path: Path) -> None:
    open_and_close(url)
    before = (tmp_path / "catalog.db").read_bytes()
    open_and_close(url)
    assert (tmp_path / "catalog.db").read_bytes() == before


@pytest.mark.slow
def test_processes_may_open_a_new_catalog_at_once(url: str) -> None:
    openers = [PROCESSES.Process(target=open_and_close, args=(url,)) for _ in range(3)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join(60)
    assert [opener.exitcode for opener in openers] == [0, 0, 0]


def test_a_catalog_of_a_newer_version_is_left_alone(url: str) -> None:
    open_and_close(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LibraryError, match="newer Podcite"):
        Catalog(url).version()


def test_sqlite_waits_for_other_writers_keeps_foreign_keys_and_survives_a_power_cut(url: str) -> None:
    database = Database(url)
    with database.read_transaction() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 15000}


def test_only_what_is_lost_without_harm_does_not_wait_for_the_disk(url: str) -> None:
    database = Database(url)

    def synchronous(durable: bool) -> int:
        with database.write_transaction(durable=durable) as connection:
            return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    levels = [synchronous(durable) for durable in (True, False, True)]
    database.close()
    assert levels == [2, 1, 2]  # FULL, NORMAL, FULL


def test_a_failed_change_leaves_nothing(url: str) -> None:
    def fail() -> None:
        with database.write_transaction() as connection:
            connection.execute(insert(shows).values(show(1)))
            raise ZeroDivisionError

    database = Database(url)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert shows_in(database) == 0
    database.close()


@pytest.mark.parametrize(
    ("url", "error", "heard"),
    [
        ("no url", ConfigurationError, "can't be read"),
        ("postgresql://mia:honeypot@db:port/podcite", ConfigurationError, "can't be read"),
        ("mysql://localhost/podcite", ConfigurationError, "must name a SQLite or PostgreSQL"),
        ("sqlite:////no/such/folder/catalog.db", LibraryError, "can't be opened"),
    ],
)
def test_a_catalog_that_cannot_be_opened_says_why(url: str, error: type[PodciteError], heard: str) -> None:
    with pytest.raises(error, match=heard):
        Catalog(url).version()


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"this was once a database, a long time ago" * 100)
    with pytest.raises(LibraryError, match="damaged"):
        Catalog(f"sqlite:///{tmp_path / 'catalog.db'}").version()


def test_a_full_disk_is_named_and_nothing_is_written(url: str) -> None:
    def fill() -> None:
        with database.write_transaction() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
            connection.execute(insert(shows), [show(number) for number in range(5000)])

    database = Database(url)
    with pytest.raises(LibraryError, match="disk is full"):
        fill()
    assert shows_in(database) == 0
    database.close()


def test_a_locked_catalog_says_that_it_is_busy(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.catalog.database.BUSY_SECONDS", 0.1)
    holder, other = Database(url), Database(url)
    assert shows_in(holder) == shows_in(other) == 0
    with holder.write_transaction(), pytest.raises(LibraryError, match="busy"), other.write_transaction():
        pass
    holder.close()
    other.close()


def test_an_error_does_not_quote_what_was_to_be_stored(url: str) -> None:
    database = Database(url)
    with pytest.raises(LibraryError) as failed, database.write_transaction() as connection:
        connection.execute(insert(shows), [show(1), show(1)])
    database.close()
    cause = str(failed.value.__cause__)
    assert "INSERT INTO shows" in cause
    assert "Bees" not in cause


def test_the_migrations_and_the_queries_are_said_in_postgresql_too() -> None:
    written = io.StringIO()
    config: Config = configuration()
    config.output_buffer = written
    config.set_main_option("dialect", "postgresql")
    command.upgrade(config, "head", sql=True)
    assert "key SERIAL NOT NULL" in written.getvalue()
    assert "WHERE state = 'current'" in written.getvalue()
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for query in (
        queries.CURRENT_EPISODES,
        queries.media_of(episodes.c.guild == 1),
        queries.SEGMENTS_OF_GENERATION,
    ):
        assert "SELECT" in str(query.compile(dialect=dialect))
