"""Shows that were removed for good: they may not be added again until the host allows it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from retrieval import identifiers
from retrieval.catalog.database import Database
from retrieval.catalog.removal_tables import blocked_shows
from retrieval.catalog.schema import HOST
from retrieval.catalog.serialization import from_guild
from retrieval.errors import BadRequestError
from retrieval.texts import Text


class BlockedShowStore:
    """Stores which shows are blocked. A block of the host's (`None`) holds for every guild.

    Every method is one transaction. Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, guild: int | None, title: str) -> None:
        """Raise BadRequestError if the guild may not add the show of this title."""
        with self._database.read_transaction() as connection:
            check_not_blocked(connection, guild, title)

    def allow(self, guild: int | None, title: str) -> bool:
        """Lift a guild's block of the show of this title, or the host's; return whether there was one."""
        key = identifiers.title_key(title)
        same = (blocked_shows.c.guild == from_guild(guild)) & (blocked_shows.c.show == key)
        with self._database.write_transaction() as connection:
            return bool(connection.execute(delete(blocked_shows).where(same)).rowcount)


def block(
    connection: Connection, guild: int | None, title: str, feeds: Sequence[str], names: Sequence[str] = ()
) -> str:
    """Block a show of this title, the URLs of its feeds and the keys of its former `names`.

    What is blocked with it already stays so.

    Return the key of the title, which is what is blocked.
    """
    key = identifiers.title_key(title)
    same = (blocked_shows.c.guild == from_guild(guild)) & (blocked_shows.c.show == key)
    known = connection.execute(select(blocked_shows).where(same)).one_or_none()
    connection.execute(delete(blocked_shows).where(same))
    row = {
        "guild": from_guild(guild),
        "show": key,
        "feeds": sorted({*(known.feeds if known else ()), *feeds}),
        "names": sorted({*((known and known.names) or ()), *names}),
        "at": datetime.now(UTC),
    }
    connection.execute(insert(blocked_shows).values(row))
    return key


def check_not_blocked(connection: Connection, guild: int | None, title: str, feed: str | None = None) -> None:
    """Raise BadRequestError if the guild or the host blocks shows of this title, or the feed of this URL."""
    key = identifiers.title_key(title)
    query = select(blocked_shows).where(blocked_shows.c.guild.in_({HOST, from_guild(guild)}))
    for row in connection.execute(query.order_by(blocked_shows.c.guild)):
        if key in (row.show, *(row.names or ())) or feed in row.feeds:
            option = "" if row.guild == HOST else f" --guild {row.guild}"
            raise BadRequestError(
                Text(
                    "The show {show!r} was removed for good and can't be added again; the bot's host can "
                    "allow it with `podcite show allow {show}{option}`.",
                    show=row.show,
                    option=option,
                )
            )
