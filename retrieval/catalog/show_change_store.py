"""Rename, merge and split shows: each change is one transaction, and no episode is indexed again.

Episodes keep their ids and generations, so that links, buttons and cached pages stay valid. The vectors and
words of a generation stay with the show under which they were stored (`Episode.partition`).
"""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from retrieval import identifiers
from retrieval.catalog.blocked_show_store import check_not_blocked
from retrieval.catalog.database import Database
from retrieval.catalog.feed_tables import feeds
from retrieval.catalog.queries import increment_version
from retrieval.catalog.removal_store import feeds_of_show
from retrieval.catalog.schema import episodes, shows
from retrieval.catalog.serialization import from_guild
from retrieval.catalog.show_names import shows_named
from retrieval.catalog.show_store import find_show, free_id, known_shows
from retrieval.catalog.show_tables import show_names
from retrieval.errors import BadRequestError
from retrieval.models import Show, Transcripts
from retrieval.models.shows import ChangedShow, MovedEpisode, ShowSummary
from retrieval.texts import Text

EMPTIED = "~"
"""First character of the id of a show whose names another show has taken over; no title makes such an id."""


class ShowChangeStore:
    """Changes the shows of a guild, or of the host (`None`). Every method is one transaction.

    Methods raise NotFoundError for a show or an episode that the guild doesn't own, BadRequestError for a
    name that can't be taken, LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self, guild: int | None) -> list[ShowSummary]:
        """Return the guild's own shows by title, with how many episodes and feeds each has."""
        counted = select(episodes.c.show, func.count()).where(episodes.c.guild == from_guild(guild))
        with self._database.read_transaction() as connection:
            known = known_shows(connection, guild)
            counts = {row[0]: row[1] for row in connection.execute(counted.group_by(episodes.c.show))}
            summaries = [
                ShowSummary(show, counts.get(show.key, 0), len(feeds_of_show(connection, guild, show.title)))
                for show in known
            ]
        return sorted(summaries, key=lambda one: one.show.title.casefold())

    def rename(self, guild: int | None, name: str, title: str) -> ChangedShow:
        """Give a show another title and the id of that title; its earlier ones still lead to it."""
        with self._database.write_transaction() as connection:
            show = _find(connection, guild, name)
            for other in known_shows(connection, guild):
                if other.id != show.id and identifiers.title_key(other.title) == identifiers.title_key(title):
                    raise BadRequestError(
                        Text(
                            "There is a show {other!r} already. To combine the two, merge {show!r} into it.",
                            other=other.title,
                            show=show.title,
                        )
                    )
            check_not_blocked(connection, guild, title)
            key = show.key or _create(connection, guild, show)
            _take_name_of_emptied(connection, guild, title, but=key)
            renamed = replace(show, key=key, title=title, id=_new_id(connection, guild, show, title))
            if (renamed.title, renamed.id) == (show.title, show.id):
                raise BadRequestError(Text("The show is called {title!r} already.", title=title))
            followed = _retitle_feeds(connection, guild, show.title, title)
            _forget_name(connection, guild, title, renamed.id)
            _remember_names(connection, guild, key, show.title, show.id, but=(title, renamed.id))
            values = {"title": title, "id": renamed.id}
            connection.execute(update(shows).where(shows.c.key == key).values(values))
            increment_version(connection)
            return ChangedShow(show, renamed, _count(connection, key), followed)

    def merge(self, guild: int | None, name: str, into: str) -> ChangedShow:
        """Move all episodes and feeds of one show into another; its names lead there from then on."""
        with self._database.write_transaction() as connection:
            show, other = _find(connection, guild, name), _find(connection, guild, into)
            if show.id == other.id:
                raise BadRequestError(
                    Text("{title!r} can't be merged into itself; name another show.", title=show.title)
                )
            check_not_blocked(connection, guild, other.title)
            followed = _retitle_feeds(connection, guild, show.title, other.title)
            moved = _count(connection, show.key)
            key = other.key or _create(connection, guild, other)
            if show.key:
                _move(connection, episodes.c.show == show.key, key)
                of_show = update(show_names).where(show_names.c.show == show.key)
                connection.execute(of_show.values(show=key))
                _take_names(connection, show.key)
            _remember_names(connection, guild, key, show.title, show.id, but=(other.title, other.id))
            increment_version(connection)
            return ChangedShow(show, other, moved, followed)

    def set_transcripts(self, guild: int | None, name: str, transcripts: Transcripts | None) -> Show:
        """Set how much of a show's transcripts the site shows; with `None`, the host's default holds."""
        with self._database.write_transaction() as connection:
            show = _find(connection, guild, name)
            if not show.key:
                raise BadRequestError(
                    Text(
                        "{title!r} has no episodes yet. Set this once the first one has been added.",
                        title=show.title,
                    )
                )
            connection.execute(update(shows).where(shows.c.key == show.key).values(transcripts=transcripts))
            increment_version(connection)
            return replace(show, transcripts=transcripts)

    def move(self, guild: int | None, episode: str, name: str, *, new: bool = False) -> MovedEpisode:
        """Move one episode to a show of this name, with `new` to a new show of this title."""
        own = (episodes.c.guild == from_guild(guild)) & (episodes.c.id == episode)
        with self._database.write_transaction() as connection:
            row = connection.execute(
                select(episodes.c.key, episodes.c.title, episodes.c.show).where(own)
            ).one()
            before = next(show for show in known_shows(connection, guild) if show.key == row.show)
            target = _new_show(connection, guild, name) if new else _find(connection, guild, name)
            if target.id == before.id:
                raise BadRequestError(
                    Text("{episode!r} is in the show {title!r} already.", episode=episode, title=before.title)
                )
            check_not_blocked(connection, guild, target.title)
            key = target.key or _create(connection, guild, target)
            _move(connection, episodes.c.key == row.key, key)
            increment_version(connection)
            return MovedEpisode(
                episode,
                row.title,
                before,
                replace(target, key=key),
                left=_count(connection, before.key),
                feeds=len(feeds_of_show(connection, guild, before.title)),
            )


def _find(connection: Connection, guild: int | None, name: str) -> Show:
    id_, _ = find_show(connection, guild, name)
    return next(show for show in known_shows(connection, guild) if show.id == id_)


def _new_show(connection: Connection, guild: int | None, title: str) -> Show:
    key = identifiers.title_key(title)
    for show in shows_named(title, known_shows(connection, guild)):
        if key in (show.id, identifiers.title_key(show.title)):
            return show
    _take_name_of_emptied(connection, guild, title)
    new = Show(0, free_id(_ids(connection, guild), title), title, guild)
    _forget_name(connection, guild, title, new.id)
    return new


def _new_id(connection: Connection, guild: int | None, show: Show, title: str) -> str:
    return free_id(_ids(connection, guild) - {show.id}, title)


def _take_name_of_emptied(connection: Connection, guild: int | None, title: str, *, but: int = 0) -> None:
    """Take this title from a show that has no episodes and no feed any more."""
    known = {show.key for show in known_shows(connection, guild)} | {but}
    emptied = (shows.c.guild == from_guild(guild)) & shows.c.key.not_in(known)
    for row in connection.execute(select(shows).where(emptied)).all():
        if identifiers.title_key(title) in (row.id, identifiers.title_key(row.title)):
            connection.execute(delete(show_names).where(show_names.c.show == row.key))
            _take_names(connection, row.key)


def _take_names(connection: Connection, key: int) -> None:
    values = {"id": f"{EMPTIED}{key}", "title": ""}
    connection.execute(update(shows).where(shows.c.key == key).values(values))


def _ids(connection: Connection, guild: int | None) -> set[str]:
    return set(connection.execute(select(shows.c.id).where(shows.c.guild == from_guild(guild))).scalars())


def _create(connection: Connection, guild: int | None, show: Show) -> int:
    values = {"guild": from_guild(guild), "id": show.id, "title": show.title, "created": datetime.now(UTC)}
    return int(connection.execute(insert(shows).values(values).returning(shows.c.key)).scalar_one())


def _count(connection: Connection, key: int) -> int:
    query = select(func.count()).select_from(episodes).where(episodes.c.show == key)
    return int(connection.execute(query).scalar_one())


def _move(connection: Connection, chosen: ColumnElement[bool], show: int) -> None:
    connection.execute(update(episodes).where(chosen).values(show=show, changed=datetime.now(UTC)))


def _retitle_feeds(connection: Connection, guild: int | None, title: str, new: str) -> int:
    """Let the feeds of the show of a title bring their episodes to that of another, and count these feeds."""
    ids = list(feeds_of_show(connection, guild, title))
    connection.execute(update(feeds).where(feeds.c.id.in_(ids)).values(show=new))
    return len(ids)


def _forget_name(connection: Connection, guild: int | None, title: str, id_: str) -> None:
    """Stop a name from leading to another show, because a show is about to get it."""
    own = show_names.c.guild == from_guild(guild)
    taken = show_names.c.name.in_((identifiers.title_key(title), id_))
    connection.execute(delete(show_names).where(own, taken))


def _remember_names(
    connection: Connection, guild: int | None, key: int, title: str, id_: str, *, but: tuple[str, str]
) -> None:
    """Let a title and an id lead to the show of this key; unless it still has them.

    Episodes that name no show go into the show `Unsorted`, even if an earlier one was renamed.
    """
    if id_ == identifiers.show_id(identifiers.UNSORTED):
        return
    for name in {identifiers.title_key(title), id_} - {identifiers.title_key(but[0]), but[1]}:
        same = (show_names.c.guild == from_guild(guild)) & (show_names.c.name == name)
        connection.execute(delete(show_names).where(same))
        connection.execute(insert(show_names).values(guild=from_guild(guild), name=name, show=key))
