"""The hosts of episodes, as feeds and front matter state them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the column, unknown."""
    op.add_column("episodes", sa.Column("hosts", sa.JSON(), nullable=True))
