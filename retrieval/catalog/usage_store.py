"""What each server's questions used of language models, by month and by day."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.serialization import from_guild, to_guild
from retrieval.catalog.usage_table import model_days, model_usage
from retrieval.models.budgets import Account, Spending, spending_of
from retrieval.models.usage import MonthlyUsage, Usage


class UsageStore:
    """Sums usage up. Every method is one transaction. Raises LibraryError if the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: Account, usage: Usage, questions: int = 1) -> None:
        """Add the usage of `questions` questions to the account's month and day."""
        counts = _counts(questions, usage)
        month = {"month": f"{account.day:%Y-%m}", "model": account.model}
        spent = spending_of(usage)
        with self._database.write_transaction(durable=False) as connection:
            _add(connection, model_usage, account.guild, month, counts)
            day = {"day": account.day}
            _add(connection, model_days, account.guild, day, {"tokens": spent.tokens, "cost": spent.dollars})

    def add_kept(self, account: Account) -> None:
        """Count a question whose answer was kept, so that it cost nothing."""
        month = {"month": f"{account.day:%Y-%m}", "model": account.model}
        with self._database.write_transaction(durable=False) as connection:
            _add(connection, model_usage, account.guild, month, {**_counts(0, Usage()), "kept": 1})

    def spent(self, account: Account) -> Spending:
        """Return what an account's guild has used on that day, of all models together."""
        with self._database.read_transaction() as connection:
            row = connection.execute(select(model_days).where(*_same_day(account))).one_or_none()
        return Spending(row.tokens, row.cost) if row else Spending()

    def tell_once(self, account: Account) -> bool:
        """Return True the first time it is called for a day's used-up budget, so that it is reported once."""
        untold = [*_same_day(account), model_days.c.told.is_(False)]
        with self._database.write_transaction() as connection:
            return bool(connection.execute(update(model_days).where(*untold).values(told=True)).rowcount)

    def list(self, months: int, guild: int | None = None, *, everybody: bool = False) -> list[MonthlyUsage]:
        """Return a guild's usage, or that of `everybody`, in the newest `months` with any, newest first."""
        columns = model_usage.c
        query = select(model_usage).order_by(columns.month.desc(), columns.guild, columns.model)
        if not everybody:
            query = query.where(columns.guild == from_guild(guild))
        with self._database.read_transaction() as connection:
            rows = connection.execute(query).all()
        newest = sorted({row.month for row in rows}, reverse=True)[:months]
        return [
            MonthlyUsage(to_guild(row.guild), row.month, row.model, row.questions, _to_usage(row), row.kept)
            for row in rows
            if row.month in newest
        ]


def _add(
    connection: Connection,
    table: Table,
    guild: int | None,
    key: Mapping[str, object],
    more: Mapping[str, Any],
) -> None:
    """Add numbers to a row of a guild, which is made if there is none; `None` adds nothing."""
    key = {"guild": from_guild(guild), **key}
    same = [table.c[name] == value for name, value in key.items()]
    row = connection.execute(select(table).where(*same)).mappings().one_or_none()
    if row is None:
        connection.execute(insert(table).values({**key, **more}))
        return
    sums = {name: _sum(row[name], value) for name, value in more.items()}
    connection.execute(update(table).where(*same).values(sums))


def _sum(stored: float | None, more: float | None) -> float | None:
    if stored is None or more is None:
        return stored if more is None else more
    return stored + more


def _same_day(account: Account) -> list[ColumnElement[bool]]:
    return [model_days.c.guild == from_guild(account.guild), model_days.c.day == account.day]


def _counts(questions: int, usage: Usage) -> dict[str, object]:
    return {
        "questions": questions,
        "requests": usage.requests,
        "unmeasured": usage.unmeasured,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
    }


def _to_usage(row: Row[Any]) -> Usage:
    return Usage(row.requests, row.input_tokens, row.output_tokens, row.unmeasured, row.cost)
