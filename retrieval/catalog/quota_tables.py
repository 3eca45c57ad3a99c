"""The catalog's table of what single servers may store. Every change here needs a migration."""

from sqlalchemy import BigInteger, Column, Table

from retrieval.catalog.schema import metadata

# What the host has set for one server; NULL leaves what holds for all.
guild_limits = Table(
    "guild_limits",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("bytes", BigInteger),
    Column("episodes", BigInteger),
    Column("feeds", BigInteger),
    Column("jobs", BigInteger),
)
