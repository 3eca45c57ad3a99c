"""What each server's questions used of language models, by month."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.serialization import from_guild, to_guild
from retrieval.catalog.usage_table import model_usage
from retrieval.models.usage import MonthlyUsage, Usage


class UsageStore:
    """Sums usage up. Every method is one transaction. Raises LibraryError if the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, guild: int | None, month: str, model: str, usage: Usage) -> None:
        """Add the usage of one question."""
        columns = model_usage.c
        key = {"guild": from_guild(guild), "month": month, "model": model}
        same = [columns[name] == value for name, value in key.items()]
        with self._database.write_transaction() as connection:
            row = connection.execute(select(model_usage).where(*same)).one_or_none()
            if row is None:
                values = {**key, **_counts(1, usage)}
                connection.execute(insert(model_usage).values(values))
            else:
                counts = _counts(row.questions + 1, _to_usage(row) + usage)
                connection.execute(update(model_usage).where(*same).values(counts))

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
            MonthlyUsage(to_guild(row.guild), row.month, row.model, row.questions, _to_usage(row))
            for row in rows
            if row.month in newest
        ]


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
