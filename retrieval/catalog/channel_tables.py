"""The catalog's table of settings of single channels. Every change here needs a migration."""

from sqlalchemy import BigInteger, Column, Table, Text

from retrieval.catalog.schema import metadata

# Which messages of a channel the bot answers, where that isn't the default.
channel_policies = Table(
    "channel_policies",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("policy", Text, nullable=False),
)
