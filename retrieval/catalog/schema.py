"""The tables of the catalog; those of feeds are in `feed_tables`. Every change here needs a migration."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# In `guild`, 0 stands for the host: a show shared with everybody. No Discord server has that number, and
# unlike NULL it takes part in unique constraints.
HOST = 0

# `transcripts` says how much of its transcripts the site shows; NULL is the host's default.
shows = Table(
    "shows",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("transcripts", Text),
    UniqueConstraint("guild", "id"),
    UniqueConstraint("key", "guild"),
    sqlite_autoincrement=True,
)

# `guild` repeats the show's, held equal by the foreign key: ids are unique over all of a guild's shows.
# `place` orders an episode without a date: the date of its neighbour in the feed.
# `speaker_names` is what moderators call its speakers without a name, by what `plain_label` calls them.
episodes = Table(
    "episodes",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("show", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", Date),
    Column("place", Date),
    Column("guests", JSON, nullable=False),
    Column("page_url", Text),
    Column("chapters", JSON),
    Column("soundbites", JSON),
    Column("hosts", JSON),
    Column("description", Text),
    Column("artwork_url", Text),
    Column("license", Text),
    Column("speaker_names", JSON),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("changed", DateTime(timezone=True), nullable=False),
    UniqueConstraint("guild", "id"),
    ForeignKeyConstraint(["show", "guild"], ["shows.key", "shows.guild"]),
    Index("ix_episodes_show", "show"),
    sqlite_autoincrement=True,
)

# `seconds` is the medium's time minus the transcript's, NULL where it is unknown.
media = Table(
    "media",
    metadata,
    Column("episode", Integer, ForeignKey("episodes.key", ondelete="CASCADE"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("seconds", Float),
    CheckConstraint("kind in ('audio', 'video')", name="kind"),
)

transcripts = Table(
    "transcripts",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# `bytes` is what a generation takes in this database: its transcript, compressed, and its segments.
# Ids are never used twice: a stray row of a dead generation can't pass for one of a living generation.
generations = Table(
    "generations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("show", Integer, ForeignKey("shows.key"), nullable=False),
    Column("episode", Integer, ForeignKey("episodes.key")),
    Column("state", Text, nullable=False),
    Column("transcript", Text, ForeignKey("transcripts.hash"), nullable=False),
    Column("source", Text, nullable=False),
    Column("splitter", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("duration", Float),
    Column("bytes", BigInteger, nullable=False, server_default=text("0")),
    Column("created", DateTime(timezone=True), nullable=False),
    CheckConstraint("state in ('building', 'current', 'previous', 'leaving')", name="state"),
    CheckConstraint("episode is not null or state in ('building', 'leaving')", name="owned"),
    Index(
        "uq_generations_current",
        "episode",
        unique=True,
        sqlite_where=text("state = 'current'"),
        postgresql_where=text("state = 'current'"),
    ),
    Index("ix_generations_episode_state", "episode", "state"),
    Index("ix_generations_state", "state"),
    Index("ix_generations_show", "show", "state", "bytes"),
    Index("ix_generations_transcript", "transcript"),
    sqlite_autoincrement=True,
)

segments = Table(
    "segments",
    metadata,
    Column("generation", Integer, ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cues", Text, nullable=False),
)

# The cached parts of episode pages, as compressed JSON; `maker` names how a part was made.
pages = Table(
    "pages",
    metadata,
    Column("generation", Integer, ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True),
    Column("part", Text, primary_key=True),
    Column("maker", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

# How often a segment was cited in a guild's answers or opened by its members.
popularity = Table(
    "popularity",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("generation", Integer, ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True),
    Column("segment", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Index("ix_popularity_generation", "generation"),
)

# The settings of a guild, as JSON.
guild_settings = Table(
    "guild_settings",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

# When a guild revoked the links to its pages on the site: those made earlier open nothing any more.
site_links = Table(
    "site_links",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("revoked", DateTime(timezone=True), nullable=False),
)

# The audit log: who did what when; `actor` is 0 for the host's shell.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_audit_guild", "guild"),
    Index("ix_audit_at", "at"),
    sqlite_autoincrement=True,
)

# Unfinished jobs. An empty `show` stands for all of a guild's shows. `question` is the sentence of a question
# that nobody has been shown yet; `typed` is what was typed in a form that could not be read, as JSON.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("show", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("episode", Text),
    Column("details", Text, nullable=False),
    Column("waits", Boolean, nullable=False),
    Column("channel", BigInteger),
    Column("message", BigInteger),
    Column("began", DateTime(timezone=True), nullable=False),
    Column("starts", Integer, nullable=False),
    Column("seen", Integer),
    Column("choice", Text),
    Column("question", Text),
    Column("typed", Text),
    Index(
        "uq_jobs_running",
        "guild",
        "show",
        unique=True,
        sqlite_where=text("not waits"),
        postgresql_where=text("not waits"),
    ),
    sqlite_autoincrement=True,
)

job_files = Table(
    "job_files",
    metadata,
    Column("job", Integer, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("origin", Text),
)

# One row, whose version rises with every change that readers see.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
