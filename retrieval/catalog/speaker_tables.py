"""The table in which earlier versions stored speakers' names. Every change here needs a migration."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from retrieval.catalog.schema import metadata

# A show's names of its speakers without a name, which migration 0024 copied to the episodes it had: a label
# means another person in each recording. Nothing reads this table any more.
speaker_names = Table(
    "speaker_names",
    metadata,
    Column("show", Integer, ForeignKey("shows.key", ondelete="CASCADE"), primary_key=True),
    Column("label", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
