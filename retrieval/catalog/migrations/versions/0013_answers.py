"""Verdicts on answers, and the replies that are being worked on."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "answer_feedback",
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict in ('good', 'bad')", name=op.f("ck_answer_feedback_verdict")),
        sa.PrimaryKeyConstraint("message", "voter", name=op.f("pk_answer_feedback")),
    )
    op.create_index(op.f("ix_answer_feedback_guild"), "answer_feedback", ["guild"])
    op.create_table(
        "open_replies",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("application", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("episode", sa.Text(), nullable=True),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_replies")),
        sqlite_autoincrement=True,
    )
