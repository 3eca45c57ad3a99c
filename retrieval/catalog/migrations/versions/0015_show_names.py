"""The former names of shows that were renamed or merged; those of blocked shows."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table, empty, and the column, unknown."""
    op.create_table(
        "show_names",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("show", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["show"], ["shows.key"], name=op.f("fk_show_names_show"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("guild", "name", name=op.f("pk_show_names")),
    )
    op.add_column("blocked_shows", sa.Column("names", sa.JSON(), nullable=True))
