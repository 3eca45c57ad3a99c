"""Find shows by what people call them: an id, or a title in any spelling, but no other show's."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from retrieval import identifiers
from retrieval.catalog.database import Database
from retrieval.catalog.feed_tables import feeds
from retrieval.catalog.not_found import nearest_names
from retrieval.catalog.schema import episodes, shows
from retrieval.catalog.serialization import from_guild
from retrieval.catalog.show_names import shows_named
from retrieval.catalog.show_tables import show_names
from retrieval.errors import NotFoundError
from retrieval.models import Show
from retrieval.texts import Text


class ShowStore:
    """Reads which shows a guild, or the host (`None`), has. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def id_for(self, guild: int | None, name: str) -> str:
        """Return the id of the show of this id or title, or the one that a new show of this title gets."""
        with self._database.read_transaction() as connection:
            return id_for(connection, guild, name)

    def title(self, guild: int | None, id_: str) -> str | None:
        """Return the title of the show of this id, if the guild has it."""
        query = select(shows.c.title).where(shows.c.guild == from_guild(guild), shows.c.id == id_)
        with self._database.read_transaction() as connection:
            return connection.execute(query).scalar_one_or_none()


def find_show(
    connection: Connection, guild: int | None, name: str, *, whole: bool = False
) -> tuple[str, str]:
    """Return the id and title of the guild's show of this name, with episodes or only feeds.

    The name is its id, title or former name, or unless `whole` any part of them that no other show has.
    Raises NotFoundError, which suggests the nearest show.
    """
    known = known_shows(connection, guild)
    found = shows_named(name, known)
    if whole and found and not _is_whole(name, found[0]):
        found = []
    if len(found) == 1:
        return found[0].id, found[0].title
    raise NotFoundError(_no_such_show(guild, name.strip(), known, found))


def known_shows(connection: Connection, guild: int | None) -> list[Show]:
    """Return the guild's shows that have an episode or a feed; the key of one that never had one is 0."""
    own = shows.c.guild == from_guild(guild)
    former = former_names(connection, guild)
    stored = {
        row.id: Show(row.key, row.id, row.title, guild, former.get(row.key, ()), row.transcripts)
        for row in connection.execute(select(shows).where(own).order_by(shows.c.key))
    }
    filled = set(connection.execute(select(episodes.c.show).distinct()).scalars())
    known = {id_: show for id_, show in stored.items() if show.key in filled}
    for title in connection.execute(select(feeds.c.show).where(feeds.c.guild == from_guild(guild))).scalars():
        id_ = id_for(connection, guild, title)
        known.setdefault(id_, replace(stored.get(id_, Show(0, id_, title, guild)), title=title))
    return list(known.values())


def former_names(connection: Connection, guild: int | None) -> dict[int, tuple[str, ...]]:
    """Return the former names of a guild's shows by the key of the show."""
    found = defaultdict[int, tuple[str, ...]](tuple)
    query = select(show_names).where(show_names.c.guild == from_guild(guild)).order_by(show_names.c.name)
    for row in connection.execute(query):
        found[row.show] += (row.name,)
    return found


def title_of_any_guild(connection: Connection, name: str) -> str | None:
    """Return the title of a show that any guild has, with episodes or only feeds, by its id or title."""
    owned = select(shows.c.id, shows.c.title).where(shows.c.key.in_(select(episodes.c.show)))
    titles = [(row.id, row.title) for row in connection.execute(owned)]
    titles += [
        (identifiers.show_id(title), title) for title in connection.execute(select(feeds.c.show)).scalars()
    ]
    same = (title for id_, title in titles if _match({id_: title}, name.strip()) is not None)
    return next(same, None)


def id_for(connection: Connection, guild: int | None, name: str) -> str:
    """Return the id of the guild's show of this id, title or former name, or that a new one of it gets."""
    query = select(shows.c.id, shows.c.title).where(shows.c.guild == from_guild(guild))
    titles = {row.id: row.title for row in connection.execute(query)}
    if (found := _match(titles, name.strip())) is not None:
        return found
    return _id_by_former_name(connection, guild, name) or free_id(titles, name)


def current_title(connection: Connection, guild: int | None, title: str) -> str:
    """Return the title that a guild's show has now which had this one before, or else this one."""
    named = (show_names.c.guild == from_guild(guild)) & (show_names.c.name == identifiers.title_key(title))
    query = select(shows.c.title).join(show_names, show_names.c.show == shows.c.key).where(named)
    return connection.execute(query).scalar_one_or_none() or title


def free_id(taken: Collection[str], title: str) -> str:
    """Return the id that a new show of this title gets."""
    base = identifiers.show_id(title)
    for id_ in (base, identifiers.accented_show_id(title)):
        if id_ not in taken:
            return id_
    return next(id_ for number in range(2, 2**31) if (id_ := f"{base}-{number}") not in taken)


def _id_by_former_name(connection: Connection, guild: int | None, name: str) -> str | None:
    query = select(shows.c.id).join(show_names, show_names.c.show == shows.c.key)
    named = (show_names.c.guild == from_guild(guild)) & (show_names.c.name == identifiers.title_key(name))
    return connection.execute(query.where(named)).scalar_one_or_none()


def _match(titles: Mapping[str, str], name: str) -> str | None:
    """Return the id that is written exactly as the name, or else that of the show of this title."""
    if name in titles:
        return name
    key = identifiers.title_key(name)
    return next((id_ for id_, title in titles.items() if identifiers.title_key(title) == key), None)


def _is_whole(name: str, show: Show) -> bool:
    key = identifiers.title_key(name)
    return name.strip() == show.id or key in (identifiers.title_key(show.title), *show.former_names)


def _no_such_show(guild: int | None, name: str, known: Sequence[Show], fitting: Sequence[Show]) -> Text:
    shown = name if len(name) <= 60 else f"{name[:59]}…"
    if len(fitting) > 1:
        names = "; ".join(f"{show.title} ({show.id})" for show in fitting)
        return Text("{name!r} fits several shows; name one of them: {names}.", name=shown, names=names)
    if guild is None:
        start = Text("There is no shared show {name!r}", name=shown)
    else:
        start = Text("This server has no show {name!r} of its own", name=shown)
    if nearest := nearest_names(name, {show.id: (show.title,) for show in known}):
        return Text("{start}; did you mean {names}?", start=start, names=nearest)
    if guild is None:
        return Text("{start}; `podcite show list` lists what there is.", start=start)
    return Text("{start}.", start=start)
