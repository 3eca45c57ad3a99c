"""Whether a show's whole transcripts are on the site."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the column, empty: the host's default holds."""
    op.add_column("shows", sa.Column("transcripts", sa.Text(), nullable=True))
