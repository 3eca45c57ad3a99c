"""The catalog's tables of what was removed for good. Every change here needs a migration."""

from sqlalchemy import JSON, BigInteger, Column, DateTime, Table, Text

from retrieval.catalog.schema import metadata

# Servers with data that have removed the bot, and when that was noticed.
departures = Table(
    "departures",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

# Shows (by the key of their title) that may not be added again, with the URLs of their feeds and the keys of
# titles that they had before. The host's hold for every server.
blocked_shows = Table(
    "blocked_shows",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("show", Text, primary_key=True),
    Column("feeds", JSON, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("names", JSON),
)
