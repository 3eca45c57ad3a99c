"""What an episode's makers point out, and which new episodes nobody has been told of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the columns, empty."""
    op.add_column("episodes", sa.Column("chapters", sa.JSON(), nullable=True))
    op.add_column("episodes", sa.Column("soundbites", sa.JSON(), nullable=True))
    op.add_column("feed_items", sa.Column("news", sa.Boolean(), nullable=True))
