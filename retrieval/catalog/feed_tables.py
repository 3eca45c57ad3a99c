"""The catalog's tables of feeds. Every change here needs a migration."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from retrieval.catalog.schema import metadata

# Subscriptions of guilds: when each is due (`due`), and the cache validators of the feed last fetched.
# `latest` is how many episodes the first poll takes; `older_read` says that the older pages need not be read
# any more, `older_failures` counts the polls that could not read them all.
feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("show", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("polled", Boolean, nullable=False),
    Column("checked", DateTime(timezone=True)),
    Column("due", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reason", Text),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("latest", Integer),
    Column("older_read", Boolean, nullable=False, server_default=false()),
    Column("older_failures", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("guild", "url"),
    sqlite_autoincrement=True,
)

# `body` is the item as JSON, `changed` says that the feed changed it since its episode was indexed; `url` and
# `hash` are the transcript's. `news` is true for items after the first poll, until they are announced.
feed_items = Table(
    "feed_items",
    metadata,
    Column("feed", Integer, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("published", Date),
    Column("state", Text, nullable=False),
    Column("changed", Boolean, nullable=False),
    Column("episode", Text),
    Column("url", Text),
    Column("hash", Text),
    Column("etag", Text),
    Column("modified", Text),
    Column("due", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reason", Text),
    Column("news", Boolean),
    CheckConstraint("state in ('waiting', 'skipped', 'silent', 'indexed', 'removed')", name="state"),
)

# Announcements that a guild's channel has not had yet; `episode` is an episode's id.
announcements = Table(
    "announcements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("episode", Text, nullable=False),
    Column("queued", DateTime(timezone=True), nullable=False),
    UniqueConstraint("guild", "episode"),
    sqlite_autoincrement=True,
)
