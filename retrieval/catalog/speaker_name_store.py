"""What shows' moderators call the speakers whom no transcript names."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, select, update

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
    """Stores speakers' names by episode; `Catalog` reads every segment with them.

    Every method is one transaction. Methods raise NotFoundError if the guild, or the host (`None`), has no
    such show of its own, and LibraryError where the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def unnamed(self, guild: int | None, show: str) -> list[UnnamedSpeaker]:
        """Return the speakers of a show whom its transcripts don't name, by their label and given name.

        They are ordered by the number of episodes that their label is in, most first.
        """
        with self._database.read_transaction() as connection:
            own = _show_key(connection, guild, show)
            heard = _heard(connection, own)
            query = select(episodes.c.key, episodes.c.id, episodes.c.speaker_names)
            rows = connection.execute(query.where(episodes.c.show == own).order_by(episodes.c.key)).all()
        found: dict[str, dict[str | None, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            names = row.speaker_names or {}
            for label in heard[row.key]:
                found[label][names.get(label)].append(row.id)
        counts = {label: sum(map(len, by_name.values())) for label, by_name in found.items()}
        return [
            UnnamedSpeaker(label, tuple(found[label][name]), name)
            for label in sorted(found, key=lambda label: (-counts[label], len(label), label))
            for name in sorted(found[label], key=lambda name: (name is None, name))
        ]

    def set_name(
        self, guild: int | None, show: str, label: str, name: str | None, ids: Collection[str] | None
    ) -> None:
        """Give a speaker of these episodes of a show, or of all, a name, or with `None` take it back.

        The cached pages of the episodes are deleted, as they may name the speaker.
        """
        with self._database.write_transaction() as connection:
            own = _show_key(connection, guild, show)
            keys = select(episodes.c.key).where(episodes.c.show == own)
            shows_before = select(generations.c.show).where(generations.c.episode.in_(keys))
            earlier = (speaker_names.c.show == own) | speaker_names.c.show.in_(shows_before)
            connection.execute(delete(speaker_names).where(earlier, speaker_names.c.label == label))
            chosen = episodes.c.show == own
            if ids is not None:
                chosen &= episodes.c.id.in_(ids)
            for row in connection.execute(select(episodes.c.key, episodes.c.speaker_names).where(chosen)):
                names = {**(row.speaker_names or {}), label: name}
                given = {label: name for label, name in names.items() if name}
                one = episodes.c.key == row.key
                connection.execute(update(episodes).where(one).values(speaker_names=given))
                stored = select(generations.c.id).where(generations.c.episode == row.key)
                connection.execute(delete(pages).where(pages.c.generation.in_(stored)))
            increment_version(connection)


def _heard(connection: Connection, show: int) -> defaultdict[int, set[str]]:
    """Return the labels of the speakers without a name in the episodes of a show, by the episode's key."""
    query = select(generations.c.episode, segments.c.cues).join(
        generations, generations.c.id == segments.c.generation
    )
    query = query.join(episodes, episodes.c.key == generations.c.episode)
    query = query.where(episodes.c.show == show, generations.c.state == "current")
    heard = defaultdict[int, set[str]](set)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        for values in json.loads(row.cues):
            if len(values) > 3 and values[3] and is_unnamed(values[3]):
                heard[row.episode].add(plain_label(values[3]))
    return heard


def names_of_generations(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the names of speakers in these generations, by label; those without any are left out."""
    listed, found = list(ids), dict[int, dict[str, str]]()
    columns = select(generations.c.id, episodes.c.speaker_names)
    columns = columns.join(episodes, episodes.c.key == generations.c.episode)
    for start in range(0, len(listed), MAX_LISTED):
        query = columns.where(generations.c.id.in_(listed[start : start + MAX_LISTED]))
        found |= {row.id: row.speaker_names for row in connection.execute(query) if row.speaker_names}
    return found


def _show_key(connection: Connection, guild: int | None, show: str) -> int:
    show, _ = find_show(connection, guild, show)
    query = select(shows.c.key).where(shows.c.guild == from_guild(guild), shows.c.id == show)
    key = connection.execute(query).scalar_one_or_none()
    if key is None:
        raise NotFoundError(
            Text("The show {show!r} has no episodes yet, so its speakers can't be named.", show=show)
        )
    return int(key)
