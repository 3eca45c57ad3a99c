"""Show and delete what is stored about people, and prune what is older than the host wants it to be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Table, delete, insert, select

from retrieval.catalog.answer_tables import answer_feedback, open_replies
from retrieval.catalog.database import Database
from retrieval.catalog.erasing import overwrite_deleted
from retrieval.catalog.gap_tables import asked_questions
from retrieval.catalog.question_tables import kept_questions
from retrieval.catalog.schema import audit
from retrieval.catalog.serialization import as_utc, from_guild, to_guild
from retrieval.catalog.usage_table import model_days
from retrieval.catalog.user_data import HASHED_TABLES, USER_DATA
from retrieval.models.privacy import KeepDays, KeptQuestion, Person, StoredRecords

PRUNED_AT_ONCE = 500
"""How many rows one step deletes, so that nobody has to wait long for the catalog."""
KEEP_BUDGET_DAYS = 40
"""How many days the usage of single days is kept; that of months stays."""
KEEP_REPLIES = timedelta(minutes=15)
"""How long a reply that was being worked on is kept after a fault; its token is worthless by then."""


class PrivacyStore:
    """Every method is one transaction. Raises LibraryError where the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, person: Person) -> list[StoredRecords]:
        """Return what is stored about a person, by kind, without empty kinds."""
        with self._database.read_transaction() as connection:
            found = [store.read(connection, person) for store in USER_DATA]
        return [kind for kind in found if kind.records]

    def delete(self, person: Person) -> int:
        """Delete what is stored about a person, and return how many records that were."""
        with self._database.erasing_transaction() as connection:
            return sum(store.delete(connection, person) for store in USER_DATA)

    def has_pseudonyms(self) -> bool:
        """Return whether anything is stored under the keyed hash of a person."""
        with self._database.read_transaction() as connection:
            found = (connection.execute(select(table).limit(1)).first() for table in HASHED_TABLES)
            return any(row is not None for row in found)

    def keep_question(self, guild: int | None, asker: str, question: str, status: str) -> None:
        """Store a question; `asker` is a keyed hash of the member."""
        values = {"guild": from_guild(guild), "asker": asker, "question": question, "status": status}
        with self._database.write_transaction(durable=False) as connection:
            connection.execute(insert(kept_questions).values(**values, at=datetime.now(UTC)))

    def questions(self, limit: int) -> list[KeptQuestion]:
        """Return the questions that were kept, newest first, without who asked them."""
        query = select(kept_questions).order_by(kept_questions.c.id.desc()).limit(limit)
        with self._database.read_transaction() as connection:
            return [
                KeptQuestion(
                    to_guild(row.guild),
                    row.question,
                    row.status,
                    as_utc(row.at).isoformat(timespec="seconds"),
                )
                for row in connection.execute(query)
            ]

    def prune(self, keep: KeepDays) -> Iterator[int]:
        """Delete what is too old, step by step; yield how many rows each step deleted."""
        now = datetime.now(UTC)
        rules: tuple[tuple[Table, Column[int], Column[datetime], timedelta], ...] = (
            (kept_questions, kept_questions.c.id, kept_questions.c.at, timedelta(days=keep.questions)),
            (asked_questions, asked_questions.c.id, asked_questions.c.at, timedelta(days=keep.gaps)),
            (answer_feedback, answer_feedback.c.message, answer_feedback.c.at, timedelta(days=keep.gaps)),
            (audit, audit.c.id, audit.c.at, timedelta(days=keep.log)),
            (open_replies, open_replies.c.id, open_replies.c.began, KEEP_REPLIES),
        )
        for table, key, column, kept in rules:
            yield from self._prune(table, key, column, now - kept)
        with self._database.write_transaction() as connection:
            old = model_days.c.day < (now - timedelta(days=KEEP_BUDGET_DAYS)).date()
            pruned = connection.execute(delete(model_days).where(old)).rowcount
        self._database.empty_log()
        yield pruned

    def _prune(
        self, table: Table, key: "Column[int]", column: "Column[datetime]", before: datetime
    ) -> Iterator[int]:
        """Delete the rows that are older; several may have the same `key`."""
        oldest = select(key).where(column <= before).order_by(key).limit(PRUNED_AT_ONCE)
        while True:
            with self._database.read_transaction() as connection:
                ids = list(connection.execute(oldest).scalars())
            if not ids:
                return
            with self._database.write_transaction() as connection:
                overwrite_deleted(connection)
                pruned = connection.execute(delete(table).where(key.in_(ids), column <= before)).rowcount
            yield pruned  # nobody is kept waiting while the next step waits for its turn
