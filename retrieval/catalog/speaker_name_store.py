"""What shows' moderators call the speakers whom no transcript names."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, case, delete, insert, select

from retrieval.catalog.database import Database
from retrieval.catalog.queries import increment_version
from retrieval.catalog.schema import episodes, generations, pages, segments, shows
from retrieval.catalog.serialization import from_guild
from retrieval.catalog.show_store import find_show
from retrieval.catalog.speaker_tables import speaker_names
from retrieval.errors import NotFoundError
from retrieval.models import UnnamedSpeaker
from retrieval.texts import Text
from retrieval.transcripts.speaker_names import is_unnamed, plain_label

MAX_LISTED = 500
"""How many generations one query lists; databases limit the parameters of a statement."""
_living = episodes.alias()


class SpeakerNameStore:
    """Stores speakers' names by show; `Catalog` reads every segment with them.

    Every method is one transaction. Methods raise NotFoundError if the guild, or the host (`None`), has no
    such show of its own, and LibraryError where the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def unnamed(self, guild: int | None, show: str) -> list[UnnamedSpeaker]:
        """Return the speakers of a show whom its transcripts don't name, with the names that they were given.

        They are ordered by the number of episodes that they are in, most first.
        """
        with self._database.read_transaction() as connection:
            own = _show_key(connection, guild, show)
            keys = _stored_keys(connection, own)
            heard = _heard(connection, episodes.c.show == own)
            names = {row.label: row.name for key in keys for row in connection.execute(_names_of(key))}
        counts = Counter({label: 0 for label in names} | Counter(label for _, label in heard))
        ordered = sorted(counts, key=lambda label: (-counts[label], len(label), label))
        return [UnnamedSpeaker(label, counts[label], names.get(label)) for label in ordered]

    def set_name(self, guild: int | None, show: str, label: str, name: str | None) -> None:
        """Give a speaker of a show a name, or with `None` take it back.

        The cached pages of the show's episodes are deleted, as they may name the speaker.
        """
        with self._database.write_transaction() as connection:
            own = _show_key(connection, guild, show)
            keys = _stored_keys(connection, own)
            same = speaker_names.c.show.in_(keys) & (speaker_names.c.label == label)
            connection.execute(delete(speaker_names).where(same))
            if name is not None:
                rows = [{"show": key, "label": label, "name": name} for key in keys]
                connection.execute(insert(speaker_names), rows)
            _delete_pages(connection, episodes.c.show == own)
            increment_version(connection)


def take_names_along(connection: Connection, episode: int, show: int) -> None:
    """Give a show that an episode is moving to the names of this episode's speakers.

    Not where its own episodes have a speaker of the same label, who may be somebody else. Its own names hold
    for the episode from then on.
    """
    before = select(episodes.c.show).where(episodes.c.key == episode)
    given = connection.execute(_names_of(before.scalar_subquery())).all()
    known = {row.label for row in connection.execute(_names_of(show))}
    heard = {label for _, label in _heard(connection, episodes.c.key == episode)} if given else set()
    if heard:
        known |= {label for _, label in _heard(connection, episodes.c.show == show)}
    rows = [
        {"show": show, "label": row.label, "name": row.name}
        for row in given
        if row.label in heard and row.label not in known
    ]
    if rows:
        connection.execute(insert(speaker_names), rows)
    _delete_pages(connection, episodes.c.key == episode)


def _heard(connection: Connection, chosen: ColumnElement[bool]) -> set[tuple[int, str]]:
    """Return the labels of the speakers without a name in some episodes, each with the generation."""
    current = chosen & (generations.c.state == "current")
    query = select(segments.c.generation, segments.c.cues).join(
        generations, generations.c.id == segments.c.generation
    )
    query = query.join(episodes, episodes.c.key == generations.c.episode).where(current)
    return {
        (row.generation, plain_label(values[3]))
        for row in connection.execute(query.execution_options(yield_per=1000))
        for values in json.loads(row.cues)
        if len(values) > 3 and values[3] and is_unnamed(values[3])
    }


def _delete_pages(connection: Connection, chosen: ColumnElement[bool]) -> None:
    stored = select(generations.c.id).join(episodes, episodes.c.key == generations.c.episode).where(chosen)
    connection.execute(delete(pages).where(pages.c.generation.in_(stored)))


def names_of_generations(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the names of speakers in these generations, by label; those without any are left out.

    They are those of the show that the episode is in. In a show that others were merged into, they are those
    of the one that it was in before.
    """
    listed, found = list(ids), defaultdict[int, dict[str, str]](dict)
    is_living = episodes.c.show.is_not(None) & generations.c.show.in_(select(_living.c.show))
    show = case((is_living, episodes.c.show), else_=generations.c.show)
    columns = (
        select(generations.c.id, speaker_names.c.label, speaker_names.c.name)
        .outerjoin(episodes, episodes.c.key == generations.c.episode)
        .join(speaker_names, speaker_names.c.show == show)
    )
    for start in range(0, len(listed), MAX_LISTED):
        query = columns.where(generations.c.id.in_(listed[start : start + MAX_LISTED]))
        for row in connection.execute(query):
            found[row.id][row.label] = row.name
    return found


def names_of_shows(connection: Connection, condition: ColumnElement[bool]) -> Mapping[int, dict[str, str]]:
    """Return the names of the speakers of the shows that a condition selects, by the show's key and label."""
    found = defaultdict[int, dict[str, str]](dict)
    query = select(speaker_names).join(shows, shows.c.key == speaker_names.c.show).where(condition)
    for row in connection.execute(query.order_by(speaker_names.c.label)):
        found[row.show][row.label] = row.name
    return found


def _stored_keys(connection: Connection, show: int) -> list[int]:
    """Return the keys that a show's generations are stored with: of shows merged into it, then its own.

    Speakers of a transcript are called as its own show called them until they get another name.
    """
    living = select(episodes.c.show)
    merged = (
        select(generations.c.show)
        .join(episodes, episodes.c.key == generations.c.episode)
        .where(episodes.c.show == show, generations.c.show != show, generations.c.show.not_in(living))
        .distinct()
    )
    return [*connection.execute(merged).scalars(), show]


def _names_of(show: int | ScalarSelect[int]) -> Select[tuple[str, str]]:
    return select(speaker_names.c.label, speaker_names.c.name).where(speaker_names.c.show == show)


def _show_key(connection: Connection, guild: int | None, show: str) -> int:
    show, _ = find_show(connection, guild, show)
    query = select(shows.c.key).where(shows.c.guild == from_guild(guild), shows.c.id == show)
    key = connection.execute(query).scalar_one_or_none()
    if key is None:
        raise NotFoundError(
            Text("The show {show!r} has no episodes yet, so its speakers can't be named.", show=show)
        )
    return int(key)
