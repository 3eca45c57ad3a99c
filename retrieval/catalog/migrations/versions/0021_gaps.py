"""How questions ended, and the passages that moderators pin for questions."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "asked_questions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('answered', 'weak', 'refused')", name=op.f("ck_asked_questions_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_asked_questions_guild_at"), "asked_questions", ["guild", "at"])
    op.create_index(op.f("ix_asked_questions_message"), "asked_questions", ["message"])
    op.create_table(
        "asked_passages",
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"],
            ["asked_questions.id"],
            name=op.f("fk_asked_passages_question_asked_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question", "position", name=op.f("pk_asked_passages")),
    )
    op.create_table(
        "pins",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pins_guild"), "pins", ["guild"])
