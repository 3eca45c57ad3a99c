"""What makers point out in an episode, what a feed had last, and what a job's asker was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the columns, empty."""
    op.add_column("episodes", sa.Column("chapters", sa.JSON(), nullable=True))
    op.add_column("episodes", sa.Column("soundbites", sa.JSON(), nullable=True))
    op.add_column("feed_items", sa.Column("news", sa.Boolean(), nullable=True))
    op.add_column("feed_items", sa.Column("hash", sa.Text(), nullable=True))
    op.add_column("jobs", sa.Column("seen", sa.Integer(), nullable=True))
