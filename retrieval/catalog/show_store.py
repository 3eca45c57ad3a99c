"""Find shows by what people call them: an id, or a title in any spelling, but no other show's."""

from collections.abc import Mapping

from rapidfuzz import process
from sqlalchemy import Connection, or_, select

from retrieval import identifiers
from retrieval.catalog.database import Database
from retrieval.catalog.feed_tables import feeds
from retrieval.catalog.schema import episodes, shows
from retrieval.catalog.serialization import from_guild
from retrieval.errors import NotFoundError


class ShowStore:
    """Reads which shows a guild, or the host (`None`), has. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def id_for(self, guild: int | None, name: str) -> str:
        """Return the id of the show of this id or title, or the one that a new show of this title gets."""
        with self._database.read_transaction() as connection:
            return _id_for(connection, guild, name)


def find_show(connection: Connection, guild: int | None, name: str) -> tuple[str, str]:
    """Return the id and title of the guild's show that has this id or title, with episodes or only feeds.

    Raises NotFoundError, which suggests the show with the most similar id.
    """
    known = _known_titles(connection, guild)
    found = _match(known, name.strip())
    if found is None:
        raise NotFoundError(_no_such_show(guild, name.strip(), known))
    return found, known[found]


def title_of_any_guild(connection: Connection, name: str) -> str | None:
    """Return the title of a show that any guild has, with episodes or only feeds, by its id or title."""
    owned = select(shows.c.id, shows.c.title).where(shows.c.key.in_(select(episodes.c.show)))
    titles = [(row.id, row.title) for row in connection.execute(owned)]
    titles += [
        (identifiers.show_id(title), title) for title in connection.execute(select(feeds.c.show)).scalars()
    ]
    same = (title for id_, title in titles if _match({id_: title}, name.strip()) is not None)
    return next(same, None)


def _id_for(connection: Connection, guild: int | None, name: str) -> str:
    base = identifiers.show_id(name)
    like = or_(shows.c.id == identifiers.accented_show_id(name), shows.c.id.startswith(base, autoescape=True))
    query = select(shows.c.id, shows.c.title).where(shows.c.guild == from_guild(guild), like)
    titles = {row.id: row.title for row in connection.execute(query)}
    if (found := _match(titles, name.strip())) is not None:
        return found
    for id_ in (base, identifiers.accented_show_id(name)):
        if id_ not in titles:
            return id_
    return next(id_ for number in range(2, 2**31) if (id_ := f"{base}-{number}") not in titles)


def _known_titles(connection: Connection, guild: int | None) -> dict[str, str]:
    """Return the titles by id of all shows that have an episode or a feed."""
    owned = select(shows.c.id, shows.c.title).where(shows.c.guild == from_guild(guild))
    with_episodes = owned.where(shows.c.key.in_(select(episodes.c.show)))
    titles = {row.id: row.title for row in connection.execute(with_episodes)}
    for title in connection.execute(select(feeds.c.show).where(feeds.c.guild == from_guild(guild))).scalars():
        if _match(titles, title) is None:
            titles.setdefault(_id_for(connection, guild, title), title)
    return titles


def _match(titles: Mapping[str, str], name: str) -> str | None:
    """Return the id that is written exactly as the name, or else that of the show of this title."""
    if name in titles:
        return name
    key = identifiers.title_key(name)
    return next((id_ for id_, title in titles.items() if identifiers.title_key(title) == key), None)


def _no_such_show(guild: int | None, name: str, titles: Mapping[str, str]) -> str:
    shown = name if len(name) <= 60 else f"{name[:59]}…"
    start = (
        f"There is no shared show {shown!r}"
        if guild is None
        else f"Server {guild} has no show {shown!r} of its own"
    )
    nearest = process.extractOne(identifiers.show_id(name), sorted(titles), score_cutoff=50)
    if nearest is not None:
        return f"{start}; did you mean {titles[nearest[0]]!r}, whose id is {nearest[0]!r}?"
    return f"{start}; `podcite episodes` lists what there is." if guild is None else f"{start}."
