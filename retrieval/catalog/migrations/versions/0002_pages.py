"""What episode pages are made of, and what is popular in a guild."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "pages",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation"], ["generations.id"], name=op.f("fk_pages_generation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("generation", "part", "maker", name=op.f("pk_pages")),
    )
    op.create_table(
        "popularity",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation"], ["generations.id"], name=op.f("fk_popularity_generation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild", "generation", "segment", name=op.f("pk_popularity")),
    )
    op.create_index("ix_popularity_generation", "popularity", ["generation"], unique=False)
