"""Write the catalog: begin a generation, switch to it in one transaction, delete it when replaced.

    building ──switch──▶ current ──switch──▶ previous ──switch──▶ leaving ──forget──▶ gone
                                 ◀─roll back─

A generation that is building or leaving answers no question: `leftovers` returns it and `forget` deletes it,
after its vectors and terms were removed. So the catalog knows of everything that is stored elsewhere.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.episode_rows import (
    find_or_create_show,
    store_episode,
    store_transcript,
    stored_size,
)
from retrieval.catalog.page_store import copy_popularity
from retrieval.catalog.queries import increment_version
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin, GenerationRef
from retrieval.catalog.schema import episodes, generations, segments, shows, transcripts
from retrieval.catalog.serialization import dump_cues
from retrieval.errors import NotFoundError
from retrieval.models import Segment
from retrieval.texts import Text


class GenerationStore:
    """Stores generations. Every method is one transaction.

    Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, record: EpisodeRecord, origin: GenerationOrigin, new_segments: Sequence[Segment]
    ) -> GenerationRef:
        """Store a generation that no reader sees yet, and its show if that is new."""
        ends = [segment.end for segment in new_segments if segment.end is not None]
        with self._database.write_transaction() as connection:
            show = find_or_create_show(connection, record)
            store_transcript(connection, origin)
            values = {
                "show": show,
                "episode": record.key,
                "state": "building",
                "transcript": origin.hash,
                "source": origin.source,
                "splitter": origin.splitter,
                "model": origin.model,
                "dimension": origin.dimension,
                "segments": len(new_segments),
                "duration": max(ends, default=None),
                "bytes": stored_size(origin.content, new_segments),
                "created": _now(),
            }
            generation = connection.execute(
                insert(generations).values(values).returning(generations.c.id)
            ).scalar_one()
            rows = [
                {"generation": generation, "number": segment.number, "cues": dump_cues(segment)}
                for segment in new_segments
            ]
            connection.execute(insert(segments), rows)
        return GenerationRef(generation, show, origin.model, len(new_segments))

    def switch(self, generation: int, record: EpisodeRecord) -> None:
        """Make a generation the current one of its episode; the one before is kept, an older one leaves."""
        with self._database.write_transaction() as connection:
            show = connection.execute(
                select(generations.c.show).where(generations.c.id == generation)
            ).scalar_one()
            key = store_episode(connection, record, show)
            _copy_popularity(connection, key, generation)
            _change_state(connection, key, "previous", "leaving")
            _change_state(connection, key, "current", "previous")
            connection.execute(
                update(generations).where(generations.c.id == generation).values(state="current", episode=key)
            )
            increment_version(connection)

    def previous(self, episode: int) -> GenerationRef | None:
        """Return the generation that an episode can be rolled back to, if there is one."""
        query = select(
            generations.c.id, generations.c.show, generations.c.model, generations.c.segments
        ).where(generations.c.episode == episode, generations.c.state == "previous")
        with self._database.read_transaction() as connection:
            row = connection.execute(query).one_or_none()
        return GenerationRef(*row) if row else None

    def roll_back(self, episode: int) -> None:
        """Swap the previous and the current generation; the episode stays in its show.

        Raises NotFoundError if there is none.
        """
        of_episode = generations.c.episode == episode
        with self._database.write_transaction() as connection:
            query = select(generations.c.id).where(of_episode, generations.c.state == "previous")
            back = connection.execute(query).scalar_one_or_none()
            if back is None:
                raise NotFoundError(Text("There is no earlier version of this episode to go back to."))
            _change_state(connection, episode, "current", "previous")
            connection.execute(update(generations).where(generations.c.id == back).values(state="current"))
            connection.execute(update(episodes).where(episodes.c.key == episode).values(changed=_now()))
            increment_version(connection)

    def update_description(self, record: EpisodeRecord) -> None:
        """Change the title, media and other details of an episode. Raises NotFoundError if it was removed."""
        with self._database.write_transaction() as connection:
            query = select(episodes.c.show).where(episodes.c.key == record.key)
            show = connection.execute(query).scalar_one_or_none()
            if show is None:
                raise NotFoundError(
                    Text("The episode {id!r} has been removed in the meantime.", id=record.id)
                )
            store_episode(connection, record, show)
            increment_version(connection)

    def remove(self, episode: int) -> None:
        """Delete an episode; all its generations leave."""
        with self._database.write_transaction() as connection:
            of_episode = generations.c.episode == episode
            connection.execute(update(generations).where(of_episode).values(state="leaving", episode=None))
            connection.execute(delete(episodes).where(episodes.c.key == episode))
            increment_version(connection)

    def leftovers(self) -> list[GenerationRef]:
        """Return the generations that are building or leaving, oldest first."""
        return self._in_states("building", "leaving")

    def kept(self) -> list[GenerationRef]:
        """Return the generations that answers or a rollback may use: current, then previous, oldest first."""
        return [*self.current(), *self._in_states("previous")]

    def current(self) -> list[GenerationRef]:
        """Return the generations that answer, oldest first."""
        return self._in_states("current")

    def of_other_models(self, model: str) -> list[GenerationRef]:
        """Return the kept generations by other embedding models: current before previous, newest first."""
        return self._newest_first(
            generations.c.state.in_(("current", "previous")), generations.c.model != model
        )

    def of_model(self, model: str) -> list[GenerationRef]:
        """Return the current generations by an embedding model, newest first."""
        return self._newest_first(generations.c.state == "current", generations.c.model == model)

    def change_model(self, generation: int, model: str, dimension: int) -> None:
        """Record that a generation's vectors are by another embedding model now."""
        with self._database.write_transaction() as connection:
            values = {"model": model, "dimension": dimension}
            connection.execute(update(generations).where(generations.c.id == generation).values(values))
            increment_version(connection)

    def _in_states(self, *states: str) -> list[GenerationRef]:
        query = (
            select(generations.c.id, generations.c.show, generations.c.model, generations.c.segments)
            .where(generations.c.state.in_(states))
            .order_by(generations.c.id)
        )
        with self._database.read_transaction() as connection:
            return [GenerationRef(*row) for row in connection.execute(query)]

    def _newest_first(self, *conditions: ColumnElement[bool]) -> list[GenerationRef]:
        query = (
            select(generations.c.id, generations.c.show, generations.c.model, generations.c.segments)
            .join(episodes, episodes.c.key == generations.c.episode)
            .where(*conditions)
            .order_by(generations.c.state, episodes.c.published.desc().nulls_last(), generations.c.id.desc())
        )
        with self._database.read_transaction() as connection:
            return [GenerationRef(*row) for row in connection.execute(query)]

    def is_last_of_show_and_model(self, generation: GenerationRef) -> bool:
        """Return whether no other generation of its show and model is in use."""
        others = (
            (generations.c.show == generation.show)
            & (generations.c.model == generation.model)
            & (generations.c.id != generation.generation)
            & generations.c.state.in_(("current", "previous"))
        )
        with self._database.read_transaction() as connection:
            return connection.execute(select(generations.c.id).where(others).limit(1)).first() is None

    def forget(self, generation: int) -> None:
        """Delete a building or leaving generation, and transcripts and shows that nothing uses."""
        unused = generations.c.state.in_(("building", "leaving"))
        with self._database.write_transaction() as connection:
            connection.execute(delete(generations).where(generations.c.id == generation, unused))
            connection.execute(
                delete(transcripts).where(~exists().where(generations.c.transcript == transcripts.c.hash))
            )
            needed = exists().where(generations.c.show == shows.c.key) | exists().where(
                episodes.c.show == shows.c.key
            )
            connection.execute(delete(shows).where(~needed))


def _copy_popularity(connection: Connection, episode: int, new: int) -> None:
    current = (generations.c.episode == episode) & (generations.c.state == "current")
    for old in connection.execute(select(generations.c.id).where(current)).scalars().all():
        copy_popularity(connection, old, new)


def _change_state(connection: Connection, episode: int, state: str, to: str) -> None:
    of_episode = (generations.c.episode == episode) & (generations.c.state == state)
    connection.execute(update(generations).where(of_episode).values(state=to))


def _now() -> datetime:
    return datetime.now(UTC)
