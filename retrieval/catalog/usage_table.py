"""The catalog's table of what language models were used for. Every change here needs a migration."""

from sqlalchemy import BigInteger, Column, Float, Table, Text

from retrieval.catalog.schema import metadata

# By server, month (such as 2026-11) and model; `cost` in US dollars. `unmeasured` requests had no figures.
model_usage = Table(
    "model_usage",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("month", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("questions", BigInteger, nullable=False),
    Column("requests", BigInteger, nullable=False),
    Column("unmeasured", BigInteger, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("cost", Float),
)
