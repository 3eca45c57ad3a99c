"""The catalog's tables of answers in Discord. Every change here needs a migration."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, Integer, Table, Text

from retrieval.catalog.schema import metadata

# Verdicts on answers, one for each member and message; `voter` is a keyed hash of the member.
answer_feedback = Table(
    "answer_feedback",
    metadata,
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("voter", Text, primary_key=True),
    Column("guild", BigInteger, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("verdict in ('good', 'bad')", name="verdict"),
    Index("ix_answer_feedback_guild", "guild"),
)

# Replies that are being worked on; a row is deleted as soon as its reply is there. `token` is a secret.
open_replies = Table(
    "open_replies",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("application", BigInteger, nullable=False),
    Column("token", Text, nullable=False),
    Column("episode", Text),
    Column("began", DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,
)
