"""Announcements that wait until their channel works, and what was typed in a form that could not be read."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table, empty, and the column, unknown."""
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("queued", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("guild", "episode", name=op.f("uq_announcements_guild_episode")),
        sqlite_autoincrement=True,
    )
    op.add_column("jobs", sa.Column("typed", sa.Text(), nullable=True))
