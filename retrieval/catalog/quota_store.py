"""How much guilds store and may store, and the check that comes before anything is stored for one."""

from dataclasses import asdict

from sqlalchemy import Connection, Select, delete, func, insert, select

from retrieval.catalog.database import Database
from retrieval.catalog.feed_tables import feeds
from retrieval.catalog.quota_tables import guild_limits
from retrieval.catalog.schema import episodes, generations, job_files, jobs, shows
from retrieval.errors import OverQuotaError
from retrieval.models.quotas import GuildLimits, Quotas, QuotaUsage
from retrieval.texts import Text


class QuotaStore:
    """Counts what guilds store, and stores what single guilds may; `defaults` hold for all others.

    Counting reads an index of the guild's own rows, never whole tables. Raises LibraryError if the
    database can't be used.
    """

    def __init__(self, database: Database, defaults: Quotas) -> None:
        self._database, self.defaults = database, defaults

    def usage(self, guild: int) -> QuotaUsage:
        """Return what a guild stores and may store."""
        with self._database.read_transaction() as connection:
            return self.usage_in(connection, guild)

    def usage_in(self, connection: Connection, guild: int) -> QuotaUsage:
        """Return what a guild stores and may store, in a transaction."""
        counts = {kind: _count(connection, query) for kind, query in _queries(guild).items()}
        return QuotaUsage(allowed=self.allowed(connection, guild), **counts)

    def limits(self, guild: int) -> GuildLimits:
        """Return what the host has set for this guild."""
        with self._database.read_transaction() as connection:
            return _limits(connection, guild)

    def set_limits(self, guild: int, limits: GuildLimits) -> None:
        """Replace what is set for this guild; it holds at once, for every process."""
        with self._database.write_transaction() as connection:
            connection.execute(delete(guild_limits).where(guild_limits.c.guild == guild))
            if limits != GuildLimits():
                connection.execute(insert(guild_limits).values(guild=guild, **asdict(limits)))

    def check(self, guild: int | None, *, bytes: int = 0, episodes: int = 0, feeds: int = 0) -> None:
        """Raise OverQuotaError, which says what to do, if a guild may not store so much more."""
        if guild is not None:
            with self._database.read_transaction() as connection:
                self.check_in(connection, guild, bytes=bytes, episodes=episodes, feeds=feeds)

    def check_upload(self, guild: int) -> None:
        """Raise OverQuotaError if a guild may have no further job, or not a byte more."""
        with self._database.read_transaction() as connection:
            self.check_job(connection, guild, 1)

    def check_episode(self, guild: int | None, episode: int | None, size: int) -> None:
        """Raise OverQuotaError if a guild may not store this many bytes, as a new `episode` if it is `None`.

        A new version of an episode displaces the one before the last, whose bytes become free.
        """
        if guild is None:
            return
        displaced = select(func.coalesce(func.sum(generations.c.bytes), 0)).where(
            generations.c.episode == episode, generations.c.state == "previous"
        )
        with self._database.read_transaction() as connection:
            freed = _count(connection, displaced) if episode is not None else 0
            self.check_in(connection, guild, bytes=size - freed, episodes=int(episode is None))

    def check_job(self, connection: Connection, guild: int, size: int) -> None:
        """Raise OverQuotaError if a guild may have no further job with files of this many bytes.

        The files of jobs count here, so that they can't fill the disk while they wait.
        """
        self.check_in(connection, guild, jobs=1)
        of_guild = select(func.coalesce(func.sum(func.length(job_files.c.content)), 0)).join(jobs)
        waiting = _count(connection, of_guild.where(jobs.c.guild == guild)) if size else 0
        self.check_in(connection, guild, bytes=size + waiting)

    def check_in(self, connection: Connection, guild: int | None, **more: int) -> None:
        """Do what `check` does in a transaction; in one that writes, nobody else can store meanwhile."""
        if guild is None:
            return
        allowed, queries = asdict(self.allowed(connection, guild)), _queries(guild)
        for kind, wanted in more.items():
            if wanted > 0 and (used := _count(connection, queries[kind])) + wanted > allowed[kind]:
                raise OverQuotaError(_sentence(kind, used, wanted, allowed[kind]))

    def allowed(self, connection: Connection, guild: int) -> Quotas:
        """Return what a guild may store."""
        return _limits(connection, guild).over(self.defaults)


def _limits(connection: Connection, guild: int) -> GuildLimits:
    row = connection.execute(select(guild_limits).where(guild_limits.c.guild == guild)).one_or_none()
    if row is None:
        return GuildLimits()
    return GuildLimits(row.bytes, row.episodes, row.feeds, row.jobs, row.tokens, row.dollars)


def _queries(guild: int) -> dict[str, Select[int]]:
    """Return by kind the queries that count what a guild has."""
    of_guild = select(shows.c.key).where(shows.c.guild == guild)
    # Where the states are listed, the index alone answers.
    stored = generations.c.state.in_(("building", "current", "previous"))
    return {
        "bytes": select(func.coalesce(func.sum(generations.c.bytes), 0)).where(
            generations.c.show.in_(of_guild), stored
        ),
        "episodes": select(func.count()).select_from(episodes).where(episodes.c.guild == guild),
        "feeds": select(func.count()).select_from(feeds).where(feeds.c.guild == guild),
        "jobs": select(func.count()).select_from(jobs).where(jobs.c.guild == guild),
    }


def _count(connection: Connection, query: Select[int]) -> int:
    return int(connection.execute(query).scalar_one())


def _sentence(kind: str, used: int, wanted: int, allowed: int) -> Text:
    match kind:
        case "bytes":
            taken, most, more = (f"{number / 1e6:,.1f}" for number in (used, allowed, wanted))
            return Text(
                "The transcripts of this server take {used} of {allowed} MB, and {wanted} MB more are "
                "needed: remove episodes with `/library remove`, or ask the person who runs this bot for "
                "more.",
                used=taken,
                allowed=most,
                wanted=more,
            )
        case "episodes":
            return Text(
                "This server has {used} of {allowed} episodes: remove some with `/library remove`, "
                "or ask the person who runs this bot for more.",
                used=used,
                allowed=allowed,
            )
        case "feeds":
            return Text(
                "This server follows {used} of {allowed} podcasts: remove one with `/library feed remove`, "
                "or ask the person who runs this bot for more.",
                used=used,
                allowed=allowed,
            )
    return Text(
        "This server has {used} of {allowed} unfinished jobs: answer or cancel some, wait until they are "
        "done, or ask the person who runs this bot for more.",
        used=used,
        allowed=allowed,
    )
