"""The catalog's table of speakers' names. Every change here needs a migration."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from retrieval.catalog.schema import metadata

# What a show's moderators call its speakers without a name; `plain_label` writes the `label`.
speaker_names = Table(
    "speaker_names",
    metadata,
    Column("show", Integer, ForeignKey("shows.key", ondelete="CASCADE"), primary_key=True),
    Column("label", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
