"""Read the beginnings and ends of transcripts, in which people say who takes part and what it is about."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from retrieval.catalog.database import Database
from retrieval.catalog.schema import segments
from retrieval.catalog.serialization import load_segment
from retrieval.catalog.speaker_name_store import names_of_generations
from retrieval.models import Segment

MAX_LISTED = 500
"""How many generations one query lists; databases limit the parameters of a statement."""


class OpeningStore:
    """Reads the first and last segments of generations. Raises LibraryError if the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, generations: Sequence[int], count: int) -> dict[int, tuple[Segment, ...]]:
        """Return up to `count` segments from the beginning of each of these generations."""
        return self._read(generations, segments.c.number <= count)

    def read_endings(self, generations: Sequence[int], count: int) -> dict[int, tuple[Segment, ...]]:
        """Return up to `count` segments from the end of each of these generations."""
        same = segments.alias()
        last = select(func.max(same.c.number)).where(same.c.generation == segments.c.generation)
        return self._read(generations, segments.c.number > last.scalar_subquery() - count)

    def _read(
        self, generations: Sequence[int], condition: ColumnElement[bool]
    ) -> dict[int, tuple[Segment, ...]]:
        found: defaultdict[int, list[Segment]] = defaultdict(list)
        columns = select(segments.c.generation, segments.c.number, segments.c.cues)
        with self._database.read_transaction() as connection:
            for start in range(0, len(generations), MAX_LISTED):
                listed = segments.c.generation.in_(generations[start : start + MAX_LISTED])
                rows = connection.execute(columns.where(listed, condition).order_by(segments.c.number)).all()
                names = names_of_generations(connection, {row.generation for row in rows})
                for row in rows:
                    segment = load_segment(row.number, row.cues, names.get(row.generation))
                    found[row.generation].append(segment)
        return {generation: tuple(read) for generation, read in found.items()}
