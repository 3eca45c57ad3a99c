"""The names of speakers whom transcripts don't name, and the place of episodes without a date."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table, empty, and the column, unknown."""
    op.create_table(
        "speaker_names",
        sa.Column("show", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["show"], ["shows.key"], name=op.f("fk_speaker_names_show"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("show", "label", name=op.f("pk_speaker_names")),
    )
    op.add_column("episodes", sa.Column("place", sa.Date(), nullable=True))
