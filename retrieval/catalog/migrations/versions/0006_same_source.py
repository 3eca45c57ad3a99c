"""What a moderator chose for a file that looks like an episode, and where a job's file is from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns, empty."""
    op.add_column("jobs", sa.Column("choice", sa.Text(), nullable=True))
    op.add_column("job_files", sa.Column("origin", sa.Text(), nullable=True))
