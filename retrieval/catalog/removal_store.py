"""Delete all that a server has, or a show, in one transaction; what is stored elsewhere follows."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select, update

from retrieval import identifiers
from retrieval.catalog.blocked_show_store import block
from retrieval.catalog.database import Database
from retrieval.catalog.departure_store import tables_with_data_of_guilds
from retrieval.catalog.feed_tables import feeds
from retrieval.catalog.queries import increment_version
from retrieval.catalog.removal_tables import departures
from retrieval.catalog.schema import episodes, generations, pages, popularity, shows
from retrieval.catalog.serialization import from_guild
from retrieval.errors import NotFoundError
from retrieval.models.guilds import RemovedShow


class RemovalStore:
    """Deletes shows and guilds. Every method is one transaction.

    No answer finds anything of them from then on. Their generations are leaving: the next cleaning up
    deletes their vectors and terms, then their segments and transcripts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete_guild(self, guild: int, left_before: datetime | None = None) -> bool:
        """Delete all data of a guild; with `left_before`, only if it removed the bot by then.

        Return whether that was done.
        """
        of_guild = select(shows.c.key).where(shows.c.guild == guild)
        with self._database.write_transaction() as connection:
            if left_before is not None:
                still_gone = (departures.c.guild == guild) & (departures.c.at <= left_before)
                if connection.execute(select(departures.c.guild).where(still_gone)).first() is None:
                    return False
            _remove_shows(connection, shows.c.guild == guild)
            needed = exists().where(generations.c.show == shows.c.key)
            connection.execute(delete(shows).where(shows.c.key.in_(of_guild), ~needed))
            for table in tables_with_data_of_guilds():
                if table is not shows:  # `forget` deletes a show after its last generation
                    connection.execute(delete(table).where(table.c.guild == guild))
            increment_version(connection)
        return True

    def remove_show(self, guild: int | None, show: str, *, forget: bool) -> RemovedShow:
        """Remove the show of this id; with `forget` also its feeds, and block both from coming back.

        Raises NotFoundError if there is no such show, unless it is to be blocked.
        """
        chosen = (shows.c.guild == from_guild(guild)) & (shows.c.id == show)
        with self._database.write_transaction() as connection:
            count = (
                select(func.count()).select_from(episodes).join(shows, shows.c.key == episodes.c.show)
            ).where(chosen)
            removed = connection.execute(count).scalar_one()
            if not removed and not forget:
                raise NotFoundError(_no_such_show(guild, show))
            _remove_shows(connection, chosen)
            urls = _feeds_of_show(connection, guild, show)
            if forget:
                block(connection, guild, show, list(urls.values()))
                connection.execute(delete(feeds).where(feeds.c.id.in_(urls)))
            increment_version(connection)
        return RemovedShow(show, removed, len(urls))


def _remove_shows(connection: Connection, chosen: ColumnElement[bool]) -> None:
    """Delete the episodes of these shows; all generations of the shows and of the episodes leave.

    An episode that moved to another show has its previous generation in the show that it left.
    """
    keys = select(shows.c.key).where(chosen)
    owned = select(episodes.c.key).where(episodes.c.show.in_(keys))
    leaving = or_(generations.c.show.in_(keys), generations.c.episode.in_(owned))
    for table in (pages, popularity):
        of_leaving = table.c.generation.in_(select(generations.c.id).where(leaving))
        connection.execute(delete(table).where(of_leaving))
    connection.execute(update(generations).where(leaving).values(state="leaving", episode=None))
    connection.execute(delete(episodes).where(episodes.c.show.in_(keys)))


def _no_such_show(guild: int | None, show: str) -> str:
    if guild is None:
        return f"There is no shared show {show!r}; `podcite episodes` lists what there is."
    return f"Server {guild} has no show {show!r} of its own."


def _feeds_of_show(connection: Connection, guild: int | None, show: str) -> dict[int, str]:
    """Return the ids and URLs of a guild's feeds whose episodes come into the show."""
    query = select(feeds.c.id, feeds.c.url, feeds.c.show).where(feeds.c.guild == from_guild(guild))
    rows = connection.execute(query).all()
    return {row.id: row.url for row in rows if identifiers.show_id(row.show) == show}
