"""The catalog: shows, episodes, generations and segments. It is the truth; all else is derived from it."""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from rapidfuzz import process
from sqlalchemy import func, select

from retrieval.catalog import queries
from retrieval.catalog.database import Database
from retrieval.catalog.feed_item_store import FeedItemStore
from retrieval.catalog.feed_store import FeedStore
from retrieval.catalog.generation_store import GenerationStore
from retrieval.catalog.guild_store import GuildStore
from retrieval.catalog.job_store import JobStore
from retrieval.catalog.page_store import PageStore
from retrieval.catalog.records import Entry, Leftover, Made, Totals
from retrieval.catalog.schema import episodes, generations, segments, shows, transcripts
from retrieval.catalog.serialization import from_guild, to_episodes, to_made, unpack
from retrieval.errors import NotFoundError
from retrieval.models import Episode, Scope, Segment

__all__ = ["Catalog", "Entry", "Leftover", "Made", "Totals"]

GUILDS_REMEMBERED = 64


class Catalog:
    """Reads the catalog at a SQLite or PostgreSQL URL, whose tables are created or migrated on first use.

    `folder` is created before. Safe to use from several threads and processes. Every method raises
    LibraryError where the database can't be used.
    """

    def __init__(self, url: str, folder: Path | None = None) -> None:
        self._database = Database(url, folder)
        self.generations = GenerationStore(self._database)
        self.pages = PageStore(self._database)
        self.guilds = GuildStore(self._database)
        self.jobs = JobStore(self._database)
        self.feeds = FeedStore(self._database)
        self.feed_items = FeedItemStore(self._database)
        self._foreign: tuple[int, str, frozenset[int]] | None = None
        self._visible: dict[int | None, tuple[int, list[Episode]]] = {}

    def version(self) -> int:
        """A number that rises with every change that a reader may see, whichever process made it."""
        with self._database.reading() as connection:
            version: int = connection.execute(queries.VERSION).scalar_one()
        return version

    def episodes(self, scope: Scope) -> list[Episode]:
        """What a request may see, newest first: no other function decides that.

        A guild sees its own episodes and the shared ones that it doesn't hide and whose ids it doesn't use
        itself. Raises
        NotFoundError where the scope names a show or an episode that isn't among them.
        """
        found = self._library(scope.guild)
        if scope.show is not None:
            wanted = scope.show.casefold()
            shown = [episode for episode in found if episode.show.id == wanted]
            if not shown:
                raise _unknown("show", scope.show, {episode.show.id for episode in found})
            found = shown
        if scope.episode is not None:
            wanted = scope.episode.casefold()
            named = [episode for episode in found if episode.id == wanted]
            if not named:
                raise _unknown("episode", scope.episode, {episode.id for episode in found})
            found = named
        return list(found)

    def segments(self, refs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Segment]:
        """The segments at (generation, number), as of one moment; those that don't exist are left out."""
        wanted: defaultdict[int, set[int]] = defaultdict(set)
        for generation, number in refs:
            wanted[generation].add(number)
        found = {}
        with self._database.reading() as connection:
            for generation, numbers in wanted.items():
                named = {"of": generation, "numbers": sorted(numbers)}
                for row in connection.execute(queries.SEGMENTS, named):
                    found[generation, row.number] = unpack(row.number, row.cues)
        return found

    def transcript(self, generation: int) -> tuple[Segment, ...]:
        """All segments of a generation in order; none where the generation is gone."""
        chosen = select(segments).where(segments.c.generation == generation).order_by(segments.c.number)
        with self._database.reading() as connection:
            return tuple(unpack(row.number, row.cues) for row in connection.execute(chosen))

    def original(self, generation: int) -> tuple[bytes, str]:
        """The transcript that a generation was made from, byte by byte, and its file's path or name."""
        chosen = (
            select(transcripts.c.content, generations.c.source)
            .join(generations, generations.c.transcript == transcripts.c.hash)
            .where(generations.c.id == generation)
        )
        with self._database.reading() as connection:
            row = connection.execute(chosen).one_or_none()
        if row is None:
            raise NotFoundError("The transcript is gone: the episode was removed or replaced meanwhile.")
        return zlib.decompress(row.content), row.source

    def owner(self, generation: int) -> int | None:
        """The key of the episode whose current or kept previous generation this is."""
        chosen = select(generations.c.episode).where(
            generations.c.id == generation, generations.c.state.in_(("current", "previous"))
        )
        with self._database.reading() as connection:
            return connection.execute(chosen).scalar_one_or_none()

    def made(
        self,
        guild: int | None,
        *,
        id: str | None = None,
        transcript: str | None = None,
        source: str | None = None,
        show: str | None = None,
        key: int | None = None,
    ) -> list[Made]:
        """A guild's own episodes, or the shared ones, that match everything named, oldest first."""
        matches = [episodes.c.guild == from_guild(guild)]
        named = {
            episodes.c.id: id,
            episodes.c.key: key,
            shows.c.id: show,
            generations.c.transcript: transcript,
            generations.c.source: source,
        }
        matches += [column == value for column, value in named.items() if value is not None]
        with self._database.reading() as connection:
            rows = connection.execute(queries.MADE.where(*matches)).all()
            media = connection.execute(queries.media_of(episodes.c.key.in_([row.key for row in rows]))).all()
        found = [to_made(episode, row) for episode, row in zip(to_episodes(rows, media), rows, strict=True)]
        return sorted(found, key=lambda made: made.episode.key)

    def foreign(self, model: str) -> frozenset[int]:
        """The current generations that another embedding model made: `model` can't search them."""
        version = self.version()
        if self._foreign is None or self._foreign[:2] != (version, model):
            others = (generations.c.state == "current") & (generations.c.model != model)
            with self._database.reading() as connection:
                found = frozenset(connection.execute(select(generations.c.id).where(others)).scalars())
            self._foreign = (version, model, found)
        return self._foreign[2]

    def totals(self) -> Totals:
        """The size of all guilds' libraries together, for operators."""
        current = generations.c.state == "current"
        sums = select(
            func.count(func.distinct(generations.c.show)),
            func.count(),
            func.coalesce(func.sum(generations.c.segments), 0),
            func.max(generations.c.created),
        ).where(current)
        models = select(generations.c.model, generations.c.dimension).where(current).distinct()
        with self._database.reading() as connection:
            numbers = connection.execute(sums).one()
            made = connection.execute(models.order_by(generations.c.model)).all()
        indexed: datetime | None = numbers[3]
        if indexed is not None and indexed.tzinfo is None:  # SQLite keeps no zone; what is written is UTC
            indexed = indexed.replace(tzinfo=UTC)
        return Totals(
            numbers[0], numbers[1], numbers[2], tuple((row.model, row.dimension) for row in made), indexed
        )

    def close(self) -> None:
        self._database.close()

    def _library(self, guild: int | None) -> list[Episode]:
        version = self.version()
        known = self._visible.get(guild)
        if known is not None and known[0] == version:
            return known[1]
        found = self._owned(guild)
        if guild is not None:
            own = {episode.id for episode in found}
            hidden = self.guilds.settings(guild).hidden
            shared = [
                episode
                for episode in self._library(None)
                if episode.id not in own and episode.show.key not in hidden
            ]
            found = sorted(found + shared, key=_newest_first)
        if len(self._visible) >= GUILDS_REMEMBERED:
            self._visible.clear()
        self._visible[guild] = (version, found)
        return found

    def _owned(self, guild: int | None) -> list[Episode]:
        owned = episodes.c.guild == from_guild(guild)
        with self._database.reading() as connection:
            rows = connection.execute(queries.CURRENT.where(owned)).all()
            media = connection.execute(queries.media_of(owned)).all()
        return sorted(to_episodes(rows, media), key=_newest_first)


def _newest_first(episode: Episode) -> tuple[int, int]:
    return (-(episode.published.toordinal() if episode.published else 0), -episode.key)


def _unknown(kind: str, id_: str, known: set[str]) -> NotFoundError:
    shown = id_ if len(id_) <= 60 else f"{id_[:59]}…"
    near = process.extractOne(id_.casefold(), sorted(known), score_cutoff=50)
    if near is not None:
        return NotFoundError(f"There is no {kind} {shown!r} here; did you mean {near[0]!r}?")
    if known:
        return NotFoundError(f"There is no {kind} {shown!r} here; the list of episodes shows what there is.")
    return NotFoundError(f"There is no {kind} {shown!r} here: this library has no episodes yet.")
