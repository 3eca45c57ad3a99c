"""What an episode's makers show of it: a description, its artwork and its license."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the columns, empty until an episode is indexed or polled again."""
    for name in ("description", "artwork_url", "license"):
        op.add_column("episodes", sa.Column(name, sa.Text(), nullable=True))
