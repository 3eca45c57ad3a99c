"""The catalog of shows, episodes, generations and segments: the source of truth for all other indexes."""

import zlib
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import func, select

from retrieval.catalog import queries
from retrieval.catalog.announcement_store import AnnouncementStore
from retrieval.catalog.answer_store import AnswerStore
from retrieval.catalog.blocked_show_store import BlockedShowStore
from retrieval.catalog.channel_policy_store import ChannelPolicyStore
from retrieval.catalog.database import Database
from retrieval.catalog.departure_store import DepartureStore
from retrieval.catalog.disk_space import require_space
from retrieval.catalog.feed_item_store import FeedItemStore
from retrieval.catalog.feed_store import FeedStore
from retrieval.catalog.generation_store import GenerationStore
from retrieval.catalog.guild_store import GuildStore
from retrieval.catalog.integrity import check_emptiness, find_damage
from retrieval.catalog.job_store import JobStore
from retrieval.catalog.not_found import not_found
from retrieval.catalog.opening_store import OpeningStore
from retrieval.catalog.page_store import PageStore
from retrieval.catalog.pin_store import PinStore
from retrieval.catalog.privacy_store import PrivacyStore
from retrieval.catalog.question_store import QuestionStore
from retrieval.catalog.quota_store import QuotaStore
from retrieval.catalog.records import CatalogTotals, IndexedEpisode
from retrieval.catalog.removal_store import RemovalStore
from retrieval.catalog.schema import episodes, generations, segments, shows, transcripts
from retrieval.catalog.segment_rows import read_segments, read_transcript
from retrieval.catalog.serialization import as_utc, from_guild, to_episodes, to_indexed_episode
from retrieval.catalog.show_change_store import ShowChangeStore
from retrieval.catalog.show_names import episodes_of_show
from retrieval.catalog.show_store import ShowStore, former_names
from retrieval.catalog.speaker_name_store import SpeakerNameStore
from retrieval.catalog.usage_store import UsageStore
from retrieval.errors import NotFoundError
from retrieval.models import Episode, Scope, Segment, SegmentKey
from retrieval.models.quotas import Quotas
from retrieval.texts import Text

MAX_CACHED_GUILDS = 64
"""Guilds whose lists of episodes are cached; then the cache is emptied."""
MAX_INTEGER = 2**63 - 1
"""The largest number that SQLite and PostgreSQL store."""


class Catalog:
    """Reads the catalog at a SQLite or PostgreSQL URL, and holds the stores that write it.

    The database is opened, created and migrated on first use; `folder` is created first. A guild may store
    as much as `quotas`. Safe to use from several threads and processes. Every method raises LibraryError
    where the database can't be used.
    """

    def __init__(self, url: str, folder: Path | None = None, quotas: Quotas | None = None) -> None:
        self._database = Database(url, folder)
        self.quotas = QuotaStore(self._database, quotas or Quotas())
        self.generations = GenerationStore(self._database)
        self.pages = PageStore(self._database)
        self.guilds = GuildStore(self._database)
        self.jobs = JobStore(self._database, self.quotas)
        self.feeds = FeedStore(self._database, self.quotas)
        self.feed_items = FeedItemStore(self._database)
        self.announcements = AnnouncementStore(self._database)
        self.departures = DepartureStore(self._database, self.quotas)
        self.removals = RemovalStore(self._database)
        self.openings = OpeningStore(self._database)
        self.blocked_shows = BlockedShowStore(self._database)
        self.shows = ShowStore(self._database)
        self.show_changes = ShowChangeStore(self._database)
        self.usage = UsageStore(self._database)
        self.channel_policies = ChannelPolicyStore(self._database)
        self.speaker_names = SpeakerNameStore(self._database)
        self.answers = AnswerStore(self._database)
        self.questions = QuestionStore(self._database)
        self.pins = PinStore(self._database)
        self.privacy = PrivacyStore(self._database)
        self._other_models: tuple[int, str, frozenset[int]] | None = None
        self._visible_by_guild: dict[int | None, tuple[int, list[Episode]]] = {}

    def require_space(self, size: int = 0) -> None:
        """Raise LibraryError if the disk of the folder is full, or would be with this many bytes more."""
        require_space(self._database.folder, size)

    def find_damage(self, *, quick: bool = False) -> list[str]:
        """Return what is wrong with the database itself; nothing if it is sound."""
        return find_damage(self._database, quick=quick)

    def version(self) -> int:
        """Return a number that rises with every visible change by any process."""
        with self._database.read_transaction() as connection:
            version: int = connection.execute(queries.CATALOG_VERSION).scalar_one()
        return version

    def episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes that a request may see, newest first; no other function decides that.

        A guild sees its own episodes, and the shared ones unless it hides their show or has an episode of the
        same id. A show may be named by parts of its id (`episodes_of_show`). Raises NotFoundError if the
        scope names a show or an episode that isn't among them.
        """
        visible = self._visible_episodes(scope.guild)
        if scope.show is not None:
            visible = episodes_of_show(scope.show, visible)
        if scope.episode is not None:
            episode_id = scope.episode.casefold()
            matches = [episode for episode in visible if episode.id == episode_id]
            if not matches:
                names = {episode.id: (episode.title, *episode.guests) for episode in visible}
                raise not_found("episode", scope.episode, names)
            visible = matches
        return list(visible)

    def segments(self, keys: Iterable[SegmentKey]) -> dict[SegmentKey, Segment]:
        """Return the segments of these keys, read in one transaction; unknown keys are left out."""
        with self._database.read_transaction() as connection:
            return read_segments(connection, keys)

    def segments_around(self, generation: int, number: int, context: int) -> tuple[Segment, ...]:
        """Return a segment and up to `context` more on each side, in order."""
        near = segments.c.number.between(number - context, min(number + context, MAX_INTEGER))
        with self._database.read_transaction() as connection:
            return read_transcript(connection, generation, near)

    def transcript(self, generation: int, *, named: bool = True) -> tuple[Segment, ...]:
        """Return all segments of a generation in order; none where the generation is gone.

        Unless `named`, speakers are called as the transcript calls them, not by the names they were given.
        """
        with self._database.read_transaction() as connection:
            return read_transcript(connection, generation, named=named)

    def original_transcript(self, generation: int) -> tuple[bytes, str]:
        """Return the content of the file that a generation was made from, and the file's path or name.

        Raises NotFoundError if the generation is gone.
        """
        query = (
            select(transcripts.c.content, generations.c.source)
            .join(generations, generations.c.transcript == transcripts.c.hash)
            .where(generations.c.id == generation)
        )
        with self._database.read_transaction() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(
                Text("The transcript is gone: the episode was removed or replaced in the meantime.")
            )
        return zlib.decompress(row.content), row.source

    def episode_key(self, generation: int) -> int | None:
        """Return the key of the episode whose current or previous generation this is, if any."""
        kept = generations.c.state.in_(("current", "previous"))
        query = select(generations.c.episode).where(generations.c.id == generation, kept)
        with self._database.read_transaction() as connection:
            return connection.execute(query).scalar_one_or_none()

    def indexed_episodes(
        self,
        guild: int | None,
        *,
        id: str | None = None,
        transcript: str | None = None,
        source: str | None = None,
        show: str | None = None,
        key: int | None = None,
    ) -> list[IndexedEpisode]:
        """Return a guild's own episodes, or the shared ones, that match every argument, oldest first.

        `transcript` is the hash of the file, `source` its path or name.
        """
        conditions = [episodes.c.guild == from_guild(guild)]
        values = {
            episodes.c.id: id,
            episodes.c.key: key,
            shows.c.id: show,
            generations.c.transcript: transcript,
            generations.c.source: source,
        }
        conditions += [column == value for column, value in values.items() if value is not None]
        with self._database.read_transaction() as connection:
            rows = connection.execute(queries.INDEXED_EPISODES.where(*conditions)).all()
            media = connection.execute(queries.media_of(episodes.c.key.in_([row.key for row in rows]))).all()
            former = former_names(connection, guild)
        pairs = zip(to_episodes(rows, media, former), rows, strict=True)
        indexed = [to_indexed_episode(episode, row) for episode, row in pairs]
        return sorted(indexed, key=lambda one: one.episode.key)

    def generations_of_other_models(self, model: str) -> frozenset[int]:
        """Return the ids of current generations by other embedding models: `model` can't search them."""
        version = self.version()
        if self._other_models is None or self._other_models[:2] != (version, model):
            others = (generations.c.state == "current") & (generations.c.model != model)
            with self._database.read_transaction() as connection:
                ids = frozenset(connection.execute(select(generations.c.id).where(others)).scalars())
            self._other_models = (version, model, ids)
        return self._other_models[2]

    def totals(self) -> CatalogTotals:
        """Return totals over all guilds, for operators."""
        current = generations.c.state == "current"
        sums = select(
            func.count(func.distinct(episodes.c.show)),
            func.count(),
            func.coalesce(func.sum(generations.c.segments), 0),
            func.max(generations.c.created),
        )
        sums = sums.join(episodes, episodes.c.key == generations.c.episode).where(current)
        models = select(generations.c.model, generations.c.dimension).where(current).distinct()
        with self._database.read_transaction() as connection:
            numbers = connection.execute(sums).one()
            model_rows = connection.execute(models.order_by(generations.c.model)).all()
        return CatalogTotals(
            shows=numbers[0],
            episodes=numbers[1],
            segments=numbers[2],
            models=tuple((row.model, row.dimension) for row in model_rows),
            last_indexed=None if numbers[3] is None else as_utc(numbers[3]),
        )

    def close(self) -> None:
        self._database.close()

    def _visible_episodes(self, guild: int | None) -> list[Episode]:
        version = self.version()
        cached = self._visible_by_guild.get(guild)
        if cached is not None and cached[0] == version:
            return cached[1]
        visible = self._own_episodes(guild)
        if guild is not None:
            own_ids = {episode.id for episode in visible}
            hidden = self.guilds.settings(guild).hidden
            shared = [
                episode
                for episode in self._visible_episodes(None)
                if episode.id not in own_ids and episode.show.key not in hidden
            ]
            visible = sorted(visible + shared, key=_newest_first)
        if not visible:
            check_emptiness(self._database)
        if len(self._visible_by_guild) >= MAX_CACHED_GUILDS:
            self._visible_by_guild.clear()
        self._visible_by_guild[guild] = (version, visible)
        return visible

    def _own_episodes(self, guild: int | None) -> list[Episode]:
        owned = episodes.c.guild == from_guild(guild)
        with self._database.read_transaction() as connection:
            rows = connection.execute(queries.CURRENT_EPISODES.where(owned)).all()
            media = connection.execute(queries.media_of(owned)).all()
            former = former_names(connection, guild)
        return sorted(to_episodes(rows, media, former), key=_newest_first)


def _newest_first(episode: Episode) -> tuple[int, int]:
    return (-(episode.order_date.toordinal() if episode.order_date else 0), -episode.key)
