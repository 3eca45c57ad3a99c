"""The catalog's table of shows' former names. Every change here needs a migration."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from retrieval.catalog.schema import metadata

# Names that lead to a show: keys of titles and ids that it, or a show merged into it, had before.
show_names = Table(
    "show_names",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("show", Integer, ForeignKey("shows.key", ondelete="CASCADE"), nullable=False),
)
