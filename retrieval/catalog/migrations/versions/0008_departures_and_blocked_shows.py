"""Which servers removed the bot since when, and which shows may not come back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "departures",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild", name=op.f("pk_departures")),
    )
    op.create_table(
        "blocked_shows",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("show", sa.Text(), nullable=False),
        sa.Column("feeds", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild", "show", name=op.f("pk_blocked_shows")),
    )
