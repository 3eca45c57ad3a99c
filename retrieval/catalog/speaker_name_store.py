"""What shows' moderators call the speakers whom no transcript names."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select

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
            keys = _stored_keys(connection, _show_key(connection, guild, show))
            of_show = generations.c.show.in_(keys) & (generations.c.state == "current")
            query = select(segments.c.generation, segments.c.cues).join(generations).where(of_show)
            heard = {
                (row.generation, plain_label(values[3]))
                for row in connection.execute(query.execution_options(yield_per=1000))
                for values in json.loads(row.cues)
                if len(values) > 3 and values[3] and is_unnamed(values[3])
            }
            names = {row.label: row.name for key in keys for row in connection.execute(_names_of(key))}
        episodes = Counter({label: 0 for label in names} | Counter(label for _, label in heard))
        ordered = sorted(episodes, key=lambda label: (-episodes[label], len(label), label))
        return [UnnamedSpeaker(label, episodes[label], names.get(label)) for label in ordered]

    def set_name(self, guild: int | None, show: str, label: str, name: str | None) -> None:
        """Give a speaker of a show a name, or with `None` take it back.

        The cached pages of the show's episodes are deleted, as they may name the speaker.
        """
        with self._database.write_transaction() as connection:
            keys = _stored_keys(connection, _show_key(connection, guild, show))
            same = speaker_names.c.show.in_(keys) & (speaker_names.c.label == label)
            connection.execute(delete(speaker_names).where(same))
            if name is not None:
                rows = [{"show": key, "label": label, "name": name} for key in keys]
                connection.execute(insert(speaker_names), rows)
            of_show = select(generations.c.id).where(generations.c.show.in_(keys))
            connection.execute(delete(pages).where(pages.c.generation.in_(of_show)))
            increment_version(connection)


def names_of_generations(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the names of speakers in these generations, by label; those without any are left out."""
    listed, found = list(ids), defaultdict[int, dict[str, str]](dict)
    columns = select(generations.c.id, speaker_names.c.label, speaker_names.c.name).join(
        speaker_names, speaker_names.c.show == generations.c.show
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


def _names_of(show: int) -> Select[tuple[str, str]]:
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
