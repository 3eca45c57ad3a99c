"""The catalog's tables of how questions ended, and of pins. Every change here needs a migration."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from retrieval.catalog.schema import metadata

# Questions that were replied to in Discord, without their text. `asker` and `words` are keyed hashes;
# `channel` is null where only the asker sees the reply.
asked_questions = Table(
    "asked_questions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("channel", BigInteger),
    Column("message", BigInteger, nullable=False),
    Column("asker", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cost", Float),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("outcome in ('answered', 'weak', 'refused')", name="outcome"),
    Index("ix_asked_questions_guild_at", "guild", "at"),
    Index("ix_asked_questions_message", "message"),
    sqlite_autoincrement=True,
)

# The passages that an answer cites, or that were nearest to what was refused; `mark` is a hash of words.
asked_passages = Table(
    "asked_passages",
    metadata,
    Column("question", Integer, ForeignKey("asked_questions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("episode", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("mark", Text, nullable=False),
)

# The passages that moderators chose for questions, in the wording that they confirmed.
pins = Table(
    "pins",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("episode", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("mark", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_pins_guild", "guild"),
    sqlite_autoincrement=True,
)
