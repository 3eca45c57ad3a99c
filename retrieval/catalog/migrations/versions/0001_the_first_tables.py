"""The first tables: shows, episodes, their generations and segments."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; the version starts at 1."""
    changes = op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_changes_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.bulk_insert(changes, [{"id": 1, "version": 1}])
    op.create_table(
        "shows",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shows")),
        sa.UniqueConstraint("guild", "id", name=op.f("uq_shows_guild_id")),
        sa.UniqueConstraint("key", "guild", name=op.f("uq_shows_key_guild")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "transcripts",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_transcripts")),
    )
    op.create_table(
        "episodes",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("show", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("guests", sa.JSON(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["show", "guild"], ["shows.key", "shows.guild"], name=op.f("fk_episodes_show")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_episodes")),
        sa.UniqueConstraint("guild", "id", name=op.f("uq_episodes_guild_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_episodes_show", "episodes", ["show"], unique=False)
    op.create_table(
        "generations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("show", sa.Integer(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("splitter", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("duration", sa.Float(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "episode is not null or state in ('building', 'leaving')", name=op.f("ck_generations_owned")
        ),
        sa.CheckConstraint(
            "state in ('building', 'current', 'previous', 'leaving')", name=op.f("ck_generations_state")
        ),
        sa.ForeignKeyConstraint(["episode"], ["episodes.key"], name=op.f("fk_generations_episode")),
        sa.ForeignKeyConstraint(["show"], ["shows.key"], name=op.f("fk_generations_show")),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.hash"], name=op.f("fk_generations_transcript")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_generations_episode_state", "generations", ["episode", "state"], unique=False)
    op.create_index("ix_generations_show", "generations", ["show"], unique=False)
    op.create_index("ix_generations_state", "generations", ["state"], unique=False)
    op.create_index("ix_generations_transcript", "generations", ["transcript"], unique=False)
    op.create_index(
        "uq_generations_current",
        "generations",
        ["episode"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_table(
        "media",
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.CheckConstraint("kind in ('audio', 'video')", name=op.f("ck_media_kind")),
        sa.ForeignKeyConstraint(
            ["episode"], ["episodes.key"], name=op.f("fk_media_episode"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("episode", "url", name=op.f("pk_media")),
    )
    op.create_table(
        "segments",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cues", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["generation"], ["generations.id"], name=op.f("fk_segments_generation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("generation", "number", name=op.f("pk_segments")),
    )
