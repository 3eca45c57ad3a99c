"""Writing the catalog: a generation is begun, becomes the current one in one transaction, and one day leaves.

    building ──switch──▶ current ──switch──▶ previous ──switch──▶ leaving ──forget──▶ gone
                                 ◀─roll back─

Whatever is building or leaving belongs to nobody's answers: `leftovers` names it and `forget` ends it, after
its vectors and terms are gone. So nothing is ever stored elsewhere that the catalog doesn't know of.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.page_store import carry
from retrieval.catalog.records import Entry, Leftover
from retrieval.catalog.schema import (
    changes,
    episodes,
    generations,
    media,
    pages,
    segments,
    shows,
    transcripts,
)
from retrieval.catalog.serialization import CHAPTERS, SOUNDBITES, from_guild, pack
from retrieval.errors import NotFoundError
from retrieval.models import Segment


@dataclass(frozen=True, slots=True)
class Origin:
    """What a generation is made from, by what; `hash` is of `content`, `source` the file's path or name."""

    content: bytes
    hash: str
    source: str
    splitter: str
    model: str
    dimension: int


class GenerationStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, entry: Entry, origin: Origin, parts: Sequence[Segment]) -> Leftover:
        """Write a generation that no reader sees yet; its show is made if it isn't there."""
        ends = [part.end for part in parts if part.end is not None]
        with self._database.changing() as connection:
            show = _show(connection, entry)
            _keep(connection, origin)
            values = {
                "show": show,
                "episode": entry.key,
                "state": "building",
                "transcript": origin.hash,
                "source": origin.source,
                "splitter": origin.splitter,
                "model": origin.model,
                "dimension": origin.dimension,
                "segments": len(parts),
                "duration": max(ends, default=None),
                "created": _now(),
            }
            generation = connection.execute(
                insert(generations).values(values).returning(generations.c.id)
            ).scalar_one()
            rows = [{"generation": generation, "number": part.number, "cues": pack(part)} for part in parts]
            connection.execute(insert(segments), rows)
        return Leftover(generation, show, origin.model, len(parts))

    def switch(self, generation: int, entry: Entry) -> None:
        """Make it the one that answers for its episode; the one before is kept, any older one leaves."""
        with self._database.changing() as connection:
            show = connection.execute(
                select(generations.c.show).where(generations.c.id == generation)
            ).scalar_one()
            key = _describe(connection, entry, show)
            _carry(connection, key, generation)
            _move(connection, key, "previous", "leaving")
            _move(connection, key, "current", "previous")
            connection.execute(
                update(generations).where(generations.c.id == generation).values(state="current", episode=key)
            )
            _touch(connection)

    def previous(self, episode: int) -> Leftover | None:
        """The generation that an episode can be rolled back to, as what would leave with it."""
        chosen = select(
            generations.c.id, generations.c.show, generations.c.model, generations.c.segments
        ).where(generations.c.episode == episode, generations.c.state == "previous")
        with self._database.reading() as connection:
            row = connection.execute(chosen).one_or_none()
        return Leftover(*row) if row else None

    def roll_back(self, episode: int) -> None:
        """Make the previous generation the one that answers, and the current one the previous."""
        ours = generations.c.episode == episode
        with self._database.changing() as connection:
            chosen = select(generations.c.id, generations.c.show).where(
                ours, generations.c.state == "previous"
            )
            back = connection.execute(chosen).one_or_none()
            if back is None:
                raise NotFoundError("There is no earlier version of this episode to go back to.")
            _move(connection, episode, "current", "previous")
            connection.execute(update(generations).where(generations.c.id == back.id).values(state="current"))
            values = {"show": back.show, "changed": _now()}
            connection.execute(update(episodes).where(episodes.c.key == episode).values(values))
            _touch(connection)

    def describe(self, entry: Entry) -> None:
        """Change what is said of an episode that keeps its generation."""
        with self._database.changing() as connection:
            chosen = select(episodes.c.show).where(episodes.c.key == entry.key)
            show = connection.execute(chosen).scalar_one_or_none()
            if show is None:
                raise NotFoundError(f"The episode {entry.id!r} has been removed meanwhile.")
            _describe(connection, entry, show)
            _touch(connection)

    def remove(self, episode: int) -> None:
        """Take an episode out of every answer; all its generations leave."""
        with self._database.changing() as connection:
            ours = generations.c.episode == episode
            connection.execute(update(generations).where(ours).values(state="leaving", episode=None))
            connection.execute(delete(episodes).where(episodes.c.key == episode))
            _touch(connection)

    def leftovers(self) -> list[Leftover]:
        """What is building or leaving, oldest first."""
        chosen = (
            select(generations.c.id, generations.c.show, generations.c.model, generations.c.segments)
            .where(generations.c.state.in_(("building", "leaving")))
            .order_by(generations.c.id)
        )
        with self._database.reading() as connection:
            return [Leftover(*row) for row in connection.execute(chosen)]

    def is_last(self, left: Leftover) -> bool:
        """Whether no other generation of its show was made by its model."""
        others = (
            (generations.c.show == left.show)
            & (generations.c.model == left.model)
            & (generations.c.id != left.generation)
        )
        with self._database.reading() as connection:
            return connection.execute(select(generations.c.id).where(others).limit(1)).first() is None

    def forget(self, generation: int) -> None:
        """End a leftover, with the transcript and the show that nothing else refers to."""
        ended = generations.c.state.in_(("building", "leaving"))
        with self._database.changing() as connection:
            connection.execute(delete(generations).where(generations.c.id == generation, ended))
            connection.execute(
                delete(transcripts).where(~exists().where(generations.c.transcript == transcripts.c.hash))
            )
            needed = exists().where(generations.c.show == shows.c.key) | exists().where(
                episodes.c.show == shows.c.key
            )
            connection.execute(delete(shows).where(~needed))


def _show(connection: Connection, entry: Entry) -> int:
    guild = from_guild(entry.guild)
    chosen = select(shows.c.key).where(shows.c.guild == guild, shows.c.id == entry.show_id)
    known: int | None = connection.execute(chosen).scalar_one_or_none()
    if known is not None:
        return known
    values = {"guild": guild, "id": entry.show_id, "title": entry.show_title, "created": _now()}
    made: int = connection.execute(insert(shows).values(values).returning(shows.c.key)).scalar_one()
    return made


def _keep(connection: Connection, origin: Origin) -> None:
    if (
        connection.execute(select(transcripts.c.hash).where(transcripts.c.hash == origin.hash)).first()
        is None
    ):
        connection.execute(
            insert(transcripts).values(hash=origin.hash, content=zlib.compress(origin.content))
        )


def _describe(connection: Connection, entry: Entry, show: int) -> int:
    values: dict[str, Any] = {
        "guild": from_guild(entry.guild),
        "show": show,
        "id": entry.id,
        "title": entry.title,
        "published": entry.published,
        "guests": list(entry.guests),
        "page_url": entry.page_url,
        "chapters": CHAPTERS.dump_python(entry.chapters, mode="json"),
        "soundbites": SOUNDBITES.dump_python(entry.soundbites, mode="json"),
        "changed": _now(),
    }
    if entry.key is None:
        new = insert(episodes).values(created=values["changed"], **values).returning(episodes.c.key)
        key: int = connection.execute(new).scalar_one()
    else:
        key = entry.key
        _forget_pages(connection, key, values)
        connection.execute(update(episodes).where(episodes.c.key == key).values(values))
        connection.execute(delete(media).where(media.c.episode == key))
    for medium in entry.media:
        row = {"episode": key, "url": medium.url, "kind": medium.kind, "seconds": medium.offset}
        connection.execute(insert(media).values(row))
    return key


def _forget_pages(connection: Connection, episode: int, values: dict[str, Any]) -> None:
    """End the pages that were made from other chapters or soundbites than an episode is about to have."""
    marks = select(episodes.c.chapters, episodes.c.soundbites).where(episodes.c.key == episode)
    before = connection.execute(marks).one()
    if (before.chapters or [], before.soundbites or []) != (values["chapters"], values["soundbites"]):
        ours = select(generations.c.id).where(generations.c.episode == episode)
        connection.execute(delete(pages).where(pages.c.generation.in_(ours)))


def _carry(connection: Connection, episode: int, new: int) -> None:
    answering = (generations.c.episode == episode) & (generations.c.state == "current")
    for old in connection.execute(select(generations.c.id).where(answering)).scalars().all():
        carry(connection, old, new)


def _move(connection: Connection, episode: int, state: str, to: str) -> None:
    ours = (generations.c.episode == episode) & (generations.c.state == state)
    connection.execute(update(generations).where(ours).values(state=to))


def _touch(connection: Connection) -> None:
    connection.execute(update(changes).values(version=changes.c.version + 1))


def _now() -> datetime:
    return datetime.now(UTC)
