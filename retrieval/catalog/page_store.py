"""The cache of episode pages, and the popularity of segments in guilds."""

import zlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.schema import episodes, generations, pages, popularity, segments
from retrieval.catalog.serialization import from_guild
from retrieval.models import SegmentKey


class PageStore:
    """Caches the parts of episode pages and counts how often guilds used segments.

    A part (`summary`, `clips`, …) is cached for a generation and a `maker`, the string that names how it was
    made. Every method is one transaction. Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, generation: int, part: str, maker: str) -> bytes | None:
        """Return the cached part, `None` if there is none by this maker."""
        query = select(pages.c.body).where(
            pages.c.generation == generation, pages.c.part == part, pages.c.maker == maker
        )
        with self._database.read_transaction() as connection:
            body: bytes | None = connection.execute(query).scalar_one_or_none()
        return None if body is None else zlib.decompress(body)

    def artwork_urls(self) -> set[str]:
        """Return the URLs of the artwork of all episodes."""
        query = select(episodes.c.artwork_url).where(episodes.c.artwork_url.is_not(None)).distinct()
        with self._database.read_transaction() as connection:
            return set(connection.execute(query).scalars())

    def artwork_urls_of(self, keys: Sequence[int]) -> dict[int, str]:
        """Return the URLs of the artwork of those episodes that have any, by the episode's key."""
        query = select(episodes.c.key, episodes.c.artwork_url)
        query = query.where(episodes.c.key.in_(keys), episodes.c.artwork_url.is_not(None))
        with self._database.read_transaction() as connection:
            return {row.key: row.artwork_url for row in connection.execute(query)}

    def put(self, generation: int, part: str, maker: str, body: bytes) -> None:
        """Cache a part in place of that of any maker; do nothing if the generation is gone."""
        with self._database.write_transaction() as connection:
            exists = select(generations.c.id).where(generations.c.id == generation)
            if connection.execute(exists).first() is None:
                return
            connection.execute(delete(pages).where(pages.c.generation == generation, pages.c.part == part))
            row = {"generation": generation, "part": part, "maker": maker, "body": zlib.compress(body)}
            connection.execute(insert(pages).values(row))

    def generations_with(self, part: str, maker: str) -> frozenset[int]:
        """Return the generations for which this part is cached."""
        query = select(pages.c.generation).where(pages.c.part == part, pages.c.maker == maker)
        with self._database.read_transaction() as connection:
            return frozenset(connection.execute(query).scalars())

    def record_views(self, guild: int | None, keys: Iterable[SegmentKey]) -> None:
        """Count one more use of each segment in a guild; segments whose generation is gone are left out."""
        with self._database.write_transaction(durable=False) as connection:
            for generation, number in keys:
                counted = (
                    (popularity.c.guild == from_guild(guild))
                    & (popularity.c.generation == generation)
                    & (popularity.c.segment == number)
                )
                increment = update(popularity).where(counted).values(count=popularity.c["count"] + 1)
                if connection.execute(increment).rowcount:
                    continue
                exists = select(generations.c.id).where(generations.c.id == generation)
                if connection.execute(exists).first() is not None:
                    row = {
                        "guild": from_guild(guild),
                        "generation": generation,
                        "segment": number,
                        "count": 1,
                    }
                    connection.execute(insert(popularity).values(row))

    def view_counts(self, guild: int | None, generation: int) -> dict[int, int]:
        """Return how often a guild used each segment of a generation, by segment number."""
        query = select(popularity.c.segment, popularity.c["count"]).where(
            popularity.c.guild == from_guild(guild), popularity.c.generation == generation
        )
        with self._database.read_transaction() as connection:
            return {segment: count for segment, count in connection.execute(query)}


def copy_popularity(connection: Connection, old: int, new: int) -> None:
    """Copy the popularity of segments from an old generation to equal segments of the new one."""
    before, after = segments.alias("before"), segments.alias("after")
    copied = (
        select(
            popularity.c.guild, literal(new), after.c.number, func.sum(popularity.c["count"]).label("count")
        )
        .join(
            before,
            (before.c.generation == popularity.c.generation) & (before.c.number == popularity.c.segment),
        )
        .join(after, (after.c.generation == new) & (after.c.cues == before.c.cues))
        .where(popularity.c.generation == old)
        .group_by(popularity.c.guild, after.c.number)
    )
    connection.execute(delete(popularity).where(popularity.c.generation == new))
    connection.execute(insert(popularity).from_select(["guild", "generation", "segment", "count"], copied))
