"""The catalog's table of what language models were used for. Every change here needs a migration."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Table, Text, text

from retrieval.catalog.schema import metadata

# By server, month (such as 2026-11) and model; `cost` in US dollars. `unmeasured` requests had no figures.
# `kept` questions got an answer that was kept, and are none of `questions`.
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
    Column("kept", BigInteger, nullable=False, server_default=text("0")),
)

# By server and day of the host's calendar, of all models. `told`: whether the server's log says that its
# budget was used up.
model_days = Table(
    "model_days",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
    Column("cost", Float, nullable=False),
    Column("told", Boolean, nullable=False, server_default=text("false")),
)
