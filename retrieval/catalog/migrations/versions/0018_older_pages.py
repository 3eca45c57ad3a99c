"""Whether the older pages of a feed were read, and how many episodes its subscription takes at first."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    """Add the columns; of existing feeds, no older page has been read."""
    op.add_column("feeds", sa.Column("latest", sa.Integer(), nullable=True))
    op.add_column("feeds", sa.Column("older_read", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "feeds", sa.Column("older_failures", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
