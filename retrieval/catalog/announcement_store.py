"""Announcements of new episodes that haven't been delivered to their servers (guilds) yet."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.feed_tables import announcements, feed_items
from retrieval.models.feeds import NewEpisodes

MAX_WAITING = 50
"""Announcements of a guild that wait at the same time; the oldest ones are dropped first."""


class AnnouncementStore:
    """Stores announcements until they are delivered. Every method is one transaction.

    Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, news: NewEpisodes, by_guild: Mapping[int, Sequence[str]]) -> None:
        """Store which episodes, oldest first, wait for which guild, and that the news has been handled."""
        announced = (feed_items.c.feed == news.feed) & feed_items.c.key.in_(news.keys)
        with self._database.write_transaction() as connection:
            for guild, episodes in by_guild.items():
                _add(connection, guild, episodes)
            connection.execute(update(feed_items).where(announced).values(news=None))

    def waiting(self, guild: int | None = None) -> dict[int, list[str]]:
        """Return the ids of episodes that wait, oldest first, by guild; only of one guild, if given."""
        query = select(announcements.c.guild, announcements.c.episode).order_by(announcements.c.id)
        if guild is not None:
            query = query.where(announcements.c.guild == guild)
        waiting: dict[int, list[str]] = {}
        with self._database.read_transaction() as connection:
            for row in connection.execute(query):
                waiting.setdefault(row.guild, []).append(row.episode)
        return waiting

    def remove(self, guild: int, episodes: Sequence[str]) -> None:
        """Delete announcements that were delivered, or that have become pointless."""
        delivered = (announcements.c.guild == guild) & announcements.c.episode.in_(episodes)
        with self._database.write_transaction() as connection:
            connection.execute(delete(announcements).where(delivered))


def _add(connection: Connection, guild: int, episodes: Sequence[str]) -> None:
    of_guild = announcements.c.guild == guild
    known = set(connection.execute(select(announcements.c.episode).where(of_guild)).scalars())
    now = datetime.now(UTC)
    rows = [{"guild": guild, "episode": id_, "queued": now} for id_ in episodes if id_ not in known]
    if rows:
        connection.execute(insert(announcements), rows)
    newest = select(announcements.c.id).where(of_guild).order_by(announcements.c.id.desc()).limit(MAX_WAITING)
    kept = connection.execute(newest).scalars().all()
    connection.execute(delete(announcements).where(of_guild, announcements.c.id.not_in(kept)))
