"""Budgets of language models by day, kept answers and questions, and the age of audit entries."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables, empty, and the index by which old entries of the audit log are found."""
    op.add_column("model_usage", sa.Column("kept", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("guild_limits", sa.Column("tokens", sa.BigInteger(), nullable=True))
    op.add_column("guild_limits", sa.Column("dollars", sa.Float(), nullable=True))
    op.create_table(
        "model_days",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("guild", "day", name=op.f("pk_model_days")),
    )
    op.create_table(
        "kept_questions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kept_questions_guild", "kept_questions", ["guild"])
    op.create_index("ix_kept_questions_at", "kept_questions", ["at"])
    op.create_index("ix_audit_at", "audit", ["at"])
