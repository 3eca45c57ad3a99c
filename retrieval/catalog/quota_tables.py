"""The catalog's table of what single servers may store and use. Every change here needs a migration."""

from sqlalchemy import BigInteger, Column, Float, Table

from retrieval.catalog.schema import metadata

# What the host has set for one server; NULL leaves what holds for all. `tokens` and `dollars` are of language
# models and for a day.
guild_limits = Table(
    "guild_limits",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("bytes", BigInteger),
    Column("episodes", BigInteger),
    Column("feeds", BigInteger),
    Column("jobs", BigInteger),
    Column("tokens", BigInteger),
    Column("dollars", Float),
)
