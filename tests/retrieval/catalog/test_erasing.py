"""What was deleted is in no file of a SQLite catalog, while the catalog is open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest
from sqlalchemy import Engine, event, select

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import Database
from retrieval.catalog.schema import audit
from retrieval.models.feedback import Feedback
from retrieval.models.guilds import Actor
from retrieval.models.privacy import KeepDays, Person

pytestmark = pytest.mark.slow

GUILD = 1_100_000_000_000_000_001
QUESTION, REASON, EARLIER_REASON = "why does rye sour", "it misses the rye", "it misses the barley"
MEMBER = Person(1, lambda guild: (f"hash of 1 in {guild}",))
WRITTEN = (QUESTION, REASON)


@pytest.fixture(autouse=True)
def _sqlite_leaves_what_is_deleted() -> Iterator[None]:
    """Let SQLite not overwrite of itself, as some systems build it to do."""

    def leave(connection: Connection, _: object) -> None:
        connection.execute("pragma secure_delete = off").close()

    event.listen(Engine, "connect", leave)
    yield
    event.remove(Engine, "connect", leave)


@pytest.fixture
def written(catalog: Catalog, tmp_path: Path) -> Catalog:
    """An open catalog in whose files a member's question and reason are."""
    (voter,) = MEMBER.pseudonyms_in(GUILD)
    catalog.privacy.keep_question(GUILD, voter, QUESTION, "answered")
    for reason in (EARLIER_REASON, REASON):
        catalog.answers.record_feedback(Feedback(GUILD, 1, 2, "bad", reason, voter))
    assert found(tmp_path) == set(WRITTEN) | {EARLIER_REASON}
    return catalog


def found(folder: Path) -> set[str]:
    """Return which of the member's words are in the catalog's files."""
    content = b"".join(file.read_bytes() for file in folder.glob("catalog.db*"))
    return {text for text in (*WRITTEN, EARLIER_REASON) if text.encode() in content}


@contextmanager
def reading(url: str) -> Iterator[None]:
    """Hold the catalog as another program does that reads it."""
    database = Database(url)
    with database.read_transaction() as connection:
        connection.execute(select(audit)).all()
        yield
    database.close()


@pytest.mark.parametrize(
    "delete",
    [
        lambda catalog: catalog.privacy.delete(MEMBER),
        lambda catalog: list(catalog.privacy.prune(KeepDays(questions=0, gaps=0, log=1))),
        lambda catalog: catalog.removals.delete_guild(GUILD),
    ],
    ids=["by the member", "because it is too old", "with the data of the server"],
)
def test_deleted_words_are_in_no_file(
    written: Catalog, tmp_path: Path, delete: Callable[[Catalog], object]
) -> None:
    delete(written)
    assert found(tmp_path) == set()


def test_what_goes_when_the_bot_is_removed_is_in_no_file(written: Catalog, tmp_path: Path) -> None:
    assert written.departures.mark_left(GUILD, datetime.now(UTC))
    assert found(tmp_path).isdisjoint({REASON, EARLIER_REASON})


def test_while_another_program_reads_it_waits_for_the_next_change(
    written: Catalog, url: str, tmp_path: Path
) -> None:
    with reading(url):
        assert written.privacy.delete(MEMBER) == 2
        assert found(tmp_path)
        written.guilds.record(GUILD, Actor(3, "mo"), "add", "x", "")  # as quickly as ever
    written.guilds.record(GUILD, Actor(3, "mo"), "add", "y", "")
    assert found(tmp_path) == set()


def test_what_stayed_before_a_restart_goes_with_the_next_pruning(
    written: Catalog, url: str, tmp_path: Path
) -> None:
    with reading(url):
        written.privacy.delete(MEMBER)
        restarted = Catalog(url)
    assert list(restarted.privacy.prune(KeepDays(questions=30))) == [0]
    assert found(tmp_path) == set()
    restarted.close()
