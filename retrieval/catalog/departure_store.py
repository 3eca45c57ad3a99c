"""Servers that have data here: how much, and since when the bot is gone from them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, insert, select

from retrieval.catalog.database import Database
from retrieval.catalog.guild_store import revoke_site_links
from retrieval.catalog.question_store import forget_guild
from retrieval.catalog.quota_store import QuotaStore
from retrieval.catalog.quota_tables import guild_limits
from retrieval.catalog.removal_tables import blocked_shows, departures
from retrieval.catalog.schema import HOST, episodes, jobs, metadata, site_links
from retrieval.catalog.serialization import as_utc
from retrieval.models.guilds import GuildData


class DepartureStore:
    """Stores which guilds removed the bot. Every method is one transaction.

    Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database, quotas: QuotaStore) -> None:
        self._database, self._quotas = database, quotas

    def mark_left(self, guild: int, at: datetime) -> bool:
        """Store that a guild has removed the bot; return whether it has data, else nothing is stored."""
        with self._database.erasing_transaction() as connection:
            if guild not in _guilds_with_data(connection):
                return False
            _mark_left(connection, {guild}, at)
            return True

    def compare(self, present: Collection[int], at: datetime) -> tuple[list[int], list[int]]:
        """Compare with the guilds that the bot is in: those with data that are missing have removed it.

        Return the guilds newly marked as left, and those that came back and are no longer marked.
        """
        with self._database.erasing_transaction() as connection:
            left = set(connection.execute(select(departures.c.guild)).scalars())
            back = left.intersection(present)
            for guild in back:
                connection.execute(delete(departures).where(departures.c.guild == guild))
            missing = _guilds_with_data(connection) - left - set(present)
            _mark_left(connection, missing, at)
        return sorted(missing), sorted(back)

    def mark_present(self, guild: int) -> bool:
        """Store that the bot is in a guild; return whether it had been removed from it."""
        with self._database.write_transaction() as connection:
            return bool(connection.execute(delete(departures).where(departures.c.guild == guild)).rowcount)

    def left_before(self, time: datetime) -> list[int]:
        """Return the guilds that removed the bot at that time or earlier."""
        query = select(departures.c.guild).where(departures.c.at <= time).order_by(departures.c.guild)
        with self._database.read_transaction() as connection:
            return list(connection.execute(query).scalars())

    def guilds(self) -> list[GuildData]:
        """Return every guild that has data, by its id."""
        with self._database.read_transaction() as connection:
            left = {row.guild: as_utc(row.at) for row in connection.execute(select(departures))}
            own = func.count(func.distinct(episodes.c.show)).label("shows")
            counted = select(episodes.c.guild, own).group_by(episodes.c.guild)
            show_counts = {row.guild: row.shows for row in connection.execute(counted)}
            return [
                GuildData(
                    guild=guild,
                    shows=show_counts.get(guild, 0),
                    usage=self._quotas.usage_in(connection, guild),
                    left=left.get(guild),
                )
                for guild in sorted(_guilds_with_data(connection))
            ]


def tables_with_data_of_guilds() -> list[Table]:
    """Return the tables whose column `guild` says whose data a row is, dependent tables first.

    A block and a limit are the host's decisions and no data of the guild's; they stay when its data goes.
    """
    return [
        table
        for table in reversed(metadata.sorted_tables)
        if "guild" in table.c and table not in (blocked_shows, guild_limits)
    ]


def _guilds_with_data(connection: Connection) -> set[int]:
    """Return the guilds with rows other than when they left, and when their links were revoked."""
    tables = [table for table in tables_with_data_of_guilds() if table not in (departures, site_links)]
    found: set[int] = set()
    for table in tables:
        found.update(connection.execute(select(table.c.guild).distinct()).scalars())
    return found - {HOST}


def _mark_left(connection: Connection, guilds: Collection[int], at: datetime) -> None:
    """Store that guilds have removed the bot, and end their jobs, links and gaps: nobody can use them."""
    for guild in guilds:
        forget_guild(connection, guild)
        revoke_site_links(connection, guild)
        connection.execute(delete(jobs).where(jobs.c.guild == guild))
    known = set(connection.execute(select(departures.c.guild)).scalars())
    rows = [{"guild": guild, "at": at} for guild in guilds if guild not in known]
    if rows:
        connection.execute(insert(departures), rows)
