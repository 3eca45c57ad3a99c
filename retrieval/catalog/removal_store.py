"""Delete everything of a server or a show in one transaction; data stored elsewhere follows."""

from collections.abc import Collection
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
from retrieval.catalog.show_store import find_show, title_of_any_guild
from retrieval.catalog.show_tables import show_names
from retrieval.catalog.speaker_name_store import MAX_LISTED
from retrieval.errors import BadRequestError, NotFoundError
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
        with self._database.erasing_transaction() as connection:
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

    def empty_log(self) -> None:
        """Take what was deleted out of SQLite's log, as soon as nobody else uses the catalog."""
        self._database.empty_log()

    def remove_show(
        self, guild: int | None, show: str, *, forget: bool, unknown: bool = False
    ) -> RemovedShow:
        """Remove the show of this id or title; with `forget` also its feeds, and block both from coming back.

        Raises NotFoundError if there is no such show, unless an `unknown` one is to be blocked too, and
        BadRequestError for an earlier name of a show, which may have got the episodes of others since.
        """
        with self._database.write_transaction() as connection:
            try:
                id_, title = find_show(connection, guild, show, whole=forget)
            except NotFoundError:
                # The host may also block what only servers have: the block holds for them as well.
                others = title_of_any_guild(connection, show) if guild is None else None
                if not forget or not (unknown or others):
                    raise
                title = others or show
                return RemovedShow(identifiers.show_id(title), 0, 0, block(connection, guild, title, ()))
            chosen = (shows.c.guild == from_guild(guild)) & (shows.c.id == id_)
            names = _former_names_of(connection, chosen)
            _check_current(show, id_, title, names, guild)
            count = (
                select(func.count()).select_from(episodes).join(shows, shows.c.key == episodes.c.show)
            ).where(chosen)
            removed = connection.execute(count).scalar_one()
            urls = feeds_of_show(connection, guild, title)
            if not removed and not forget:
                raise NotFoundError(
                    f"The show {title!r} has no episodes, only feeds; --forget removes those."
                )
            _remove_shows(connection, chosen)
            blocked = None
            if forget:
                blocked = block(connection, guild, title, list(urls.values()), names)
                connection.execute(delete(feeds).where(feeds.c.id.in_(urls)))
            increment_version(connection)
        return RemovedShow(id_, removed, len(urls), blocked)


def _check_current(
    typed: str, id_: str, title: str, former_names: Collection[str], guild: int | None
) -> None:
    """Raise BadRequestError for a show's earlier name: the show may now have other shows' episodes."""
    key = identifiers.title_key(typed)
    if key in former_names and typed.strip() != id_ and key != identifiers.title_key(title):
        option = "" if guild is None else f" --guild {guild}"
        raise BadRequestError(
            f"{typed.strip()!r} is an earlier name of the show {title!r}. To remove that show with all its "
            f"episodes, run `podcite show remove {id_}{option}`."
        )


def _former_names_of(connection: Connection, chosen: ColumnElement[bool]) -> list[str]:
    query = select(show_names.c.name).join(shows, shows.c.key == show_names.c.show).where(chosen)
    return list(connection.execute(query).scalars())


def _remove_shows(connection: Connection, chosen: ColumnElement[bool]) -> None:
    """Delete the episodes of these shows; all generations of the episodes leave, and unfinished ones.

    An episode that is in another show by now keeps its current generation, though its vectors and words are
    stored with those of its former show, but not an earlier one that was made there.
    """
    keys = select(shows.c.key).where(chosen)
    owned = select(episodes.c.key).where(episodes.c.show.in_(keys))
    staying = select(generations.c.episode).where(
        generations.c.state == "current", generations.c.show.in_(keys), generations.c.episode.not_in(owned)
    )
    elsewhere = or_(generations.c.episode.is_(None), generations.c.episode.not_in(staying))
    leaving = or_(generations.c.episode.in_(owned), generations.c.show.in_(keys) & elsewhere)
    ids = list(connection.execute(select(generations.c.id).where(leaving)).scalars())
    for first in range(0, len(ids), MAX_LISTED):
        some = ids[first : first + MAX_LISTED]
        for table in (pages, popularity):
            connection.execute(delete(table).where(table.c.generation.in_(some)))
        changed = update(generations).where(generations.c.id.in_(some))
        connection.execute(changed.values(state="leaving", episode=None))
    connection.execute(delete(episodes).where(episodes.c.show.in_(keys)))


def feeds_of_show(connection: Connection, guild: int | None, title: str) -> dict[int, str]:
    """Return the ids and URLs of a guild's feeds whose episodes come into the show."""
    key = identifiers.title_key(title)
    query = select(feeds.c.id, feeds.c.url, feeds.c.show).where(feeds.c.guild == from_guild(guild))
    rows = connection.execute(query).all()
    return {row.id: row.url for row in rows if identifiers.title_key(row.show) == key}
