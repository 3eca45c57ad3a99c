"""Where the parts of episode pages are kept, and what is popular in a guild."""

import zlib
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.schema import generations, pages, popularity, segments
from retrieval.catalog.serialization import from_guild


class PageStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, generation: int, part: str, maker: str) -> bytes | None:
        """What `maker` made of a generation, if it is kept."""
        chosen = select(pages.c.body).where(
            pages.c.generation == generation, pages.c.part == part, pages.c.maker == maker
        )
        with self._database.reading() as connection:
            body: bytes | None = connection.execute(chosen).scalar_one_or_none()
        return None if body is None else zlib.decompress(body)

    def put(self, generation: int, part: str, maker: str, body: bytes) -> None:
        """Keep a part in the place of what any maker made of it; nothing where the generation is gone."""
        with self._database.changing() as connection:
            lives = select(generations.c.id).where(generations.c.id == generation)
            if connection.execute(lives).first() is None:
                return
            connection.execute(delete(pages).where(pages.c.generation == generation, pages.c.part == part))
            row = {"generation": generation, "part": part, "maker": maker, "body": zlib.compress(body)}
            connection.execute(insert(pages).values(row))

    def generations_with(self, part: str, maker: str) -> frozenset[int]:
        """The generations of which this is kept."""
        chosen = select(pages.c.generation).where(pages.c.part == part, pages.c.maker == maker)
        with self._database.reading() as connection:
            return frozenset(connection.execute(chosen).scalars())

    def record_views(self, guild: int | None, refs: Iterable[tuple[int, int]]) -> None:
        """Count that a guild's people met the segments at (generation, number), but those that are gone."""
        with self._database.changing() as connection:
            for generation, number in refs:
                place = (
                    (popularity.c.guild == from_guild(guild))
                    & (popularity.c.generation == generation)
                    & (popularity.c.segment == number)
                )
                more = update(popularity).where(place).values(count=popularity.c["count"] + 1)
                if connection.execute(more).rowcount:
                    continue
                lives = select(generations.c.id).where(generations.c.id == generation)
                if connection.execute(lives).first() is not None:
                    row = {
                        "guild": from_guild(guild),
                        "generation": generation,
                        "segment": number,
                        "count": 1,
                    }
                    connection.execute(insert(popularity).values(row))

    def view_counts(self, guild: int | None, generation: int) -> dict[int, int]:
        """How often a guild met each segment of a generation."""
        chosen = select(popularity.c.segment, popularity.c["count"]).where(
            popularity.c.guild == from_guild(guild), popularity.c.generation == generation
        )
        with self._database.reading() as connection:
            return {segment: times for segment, times in connection.execute(chosen)}


def carry(connection: Connection, old: int, new: int) -> None:
    """Count for a generation what guilds met in the one that it replaces, where a passage stayed the same."""
    before, after = segments.alias("before"), segments.alias("after")
    met = (
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
    connection.execute(insert(popularity).from_select(["guild", "generation", "segment", "count"], met))
