"""The catalog's table of questions, if the host wants to keep them. Every change here needs a migration."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text

from retrieval.catalog.schema import metadata

# What members asked; `asker` is a keyed hash of the member. `status` says whether it was answered or refused.
kept_questions = Table(
    "kept_questions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("asker", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_kept_questions_guild", "guild"),
    Index("ix_kept_questions_at", "at"),
    sqlite_autoincrement=True,
)
