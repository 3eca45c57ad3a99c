"""What the catalog stores about people: a registry of all tables that do, and how each is shown and deleted.

A table with a person's id, or a keyed hash of one, belongs in `USER_DATA`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, delete, false, or_, select, update

from retrieval.catalog.answer_tables import answer_feedback
from retrieval.catalog.gap_tables import asked_questions
from retrieval.catalog.question_tables import kept_questions
from retrieval.catalog.schema import audit, jobs
from retrieval.catalog.serialization import as_utc, to_guild
from retrieval.models.privacy import KeptFor, Person, StoredRecords
from retrieval.texts import Text

NOBODY = "a former member"
"""The name that the audit log shows in place of a person who deleted their data."""
ALL_DAYS = Text("{days}")


class UserDataStore(Protocol):
    """A table with records about people. Each method is called within a transaction."""

    table: Table

    def read(self, connection: Connection, person: Person) -> StoredRecords:
        """Return what is stored about a person."""
        ...

    def delete(self, connection: Connection, person: Person) -> int:
        """Delete what may be deleted about a person, and return how many records that were."""
        ...


class HashedUserData:
    """A table whose `column` holds a keyed hash of a person, another one in each guild.

    `kept_for` is the field of `KeepDays` that holds for it.
    """

    def __init__(self, table: Table, column: str, what: str, kept_for: KeptFor, shown: Sequence[str]) -> None:
        self.table, self._column, self._shown = table, column, shown
        self._what, self._kept_for = what, kept_for

    def read(self, connection: Connection, person: Person) -> StoredRecords:
        query = select(self.table).where(self._are_of(connection, person)).order_by(self.table.c.at)
        records = _records(connection.execute(query).mappings(), self._shown)
        return StoredRecords(self.table.name, self._what, ALL_DAYS, records, kept_for=self._kept_for)

    def delete(self, connection: Connection, person: Person) -> int:
        return connection.execute(delete(self.table).where(self._are_of(connection, person))).rowcount

    def _are_of(self, connection: Connection, person: Person) -> ColumnElement[bool]:
        guilds = connection.execute(select(self.table.c.guild).distinct()).scalars()
        hashes = ((guild, person.pseudonyms_in(to_guild(guild))) for guild in guilds)
        column = self.table.c[self._column]
        return or_(false(), *((self.table.c.guild == guild) & column.in_(of) for guild, of in hashes))


class AuditData:
    """The audit log, which names who did what: deleting takes the person out and leaves what was done."""

    table = audit

    def read(self, connection: Connection, person: Person) -> StoredRecords:
        query = select(audit).where(audit.c.actor == person.id).order_by(audit.c.id)
        shown = ("guild", "at", "name", "action", "subject", "detail")
        return StoredRecords(
            "audit",
            Text(
                "what you did, or tried to do, as a moderator of a server: your name, your id and the action"
            ),
            Text("{days}; if you delete your data, the entries stay without your name and id"),
            _records(connection.execute(query).mappings(), shown),
            kept_for="log",
        )

    def delete(self, connection: Connection, person: Person) -> int:
        without = update(audit).where(audit.c.actor == person.id).values(actor=0, name=NOBODY)
        return connection.execute(without).rowcount


class JobData:
    """Unfinished jobs: the person who started one is told its result, and it is deleted when it is done."""

    table = jobs

    def read(self, connection: Connection, person: Person) -> StoredRecords:
        query = select(jobs).where(jobs.c.actor == person.id).order_by(jobs.c.id)
        shown = ("guild", "began", "name", "action", "show", "episode", "details", "typed")
        return StoredRecords(
            "jobs",
            Text(
                "work that you started and that isn't finished: your name, your id, and what you typed for it"
            ),
            Text("until the work is done or cancelled, or at most a day after the bot asked you something"),
            _records(connection.execute(query).mappings(), shown),
            is_deletable=False,
        )

    def delete(self, connection: Connection, person: Person) -> int:
        """Delete nothing: the work needs to know whom to tell."""
        return 0


USER_DATA: tuple[UserDataStore, ...] = (
    HashedUserData(
        answer_feedback,
        "voter",
        Text("your 👍 and 👎 on answers, with the reasons that you wrote"),
        "gaps",
        ("guild", "channel", "message", "verdict", "reason", "at"),
    ),
    HashedUserData(
        kept_questions,
        "asker",
        Text("questions that you asked"),
        "questions",
        ("guild", "question", "status", "at"),
    ),
    HashedUserData(
        asked_questions,
        "asker",
        Text("how your questions ended, without their text"),
        "gaps",
        ("guild", "channel", "message", "outcome", "seconds", "cost", "at"),
    ),
    AuditData(),
    JobData(),
)
"""Every table that holds something about a person."""
HASHED_TABLES = tuple(store.table for store in USER_DATA if isinstance(store, HashedUserData))
"""Those in which a keyed hash stands for the person."""


def _records(rows: Iterable[RowMapping], shown: Sequence[str]) -> list[dict[str, object]]:
    return [{name: _plain(name, row[name]) for name in shown} for row in rows]


def _plain(name: str, value: object) -> object:
    """Return a value as JSON holds it; a guild of 0 is a private message."""
    if name == "guild" and isinstance(value, int):
        return to_guild(value)
    return as_utc(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value
