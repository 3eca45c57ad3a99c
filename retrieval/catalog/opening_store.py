"""Read the beginnings of transcripts, in which people say who takes part and what it is about."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from retrieval.catalog.database import Database
from retrieval.catalog.schema import segments
from retrieval.catalog.serialization import load_segment
from retrieval.catalog.speaker_name_store import names_of_generations
from retrieval.models import Segment

MAX_LISTED = 500
"""How many generations one query lists; databases limit the parameters of a statement."""


class OpeningStore:
    """Reads the first segments of generations. Raises LibraryError if the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, generations: Sequence[int], count: int) -> dict[int, tuple[Segment, ...]]:
        """Return up to `count` segments from the beginning of each of these generations."""
        found: defaultdict[int, list[Segment]] = defaultdict(list)
        columns = select(segments.c.generation, segments.c.number, segments.c.cues)
        with self._database.read_transaction() as connection:
            for start in range(0, len(generations), MAX_LISTED):
                listed = segments.c.generation.in_(generations[start : start + MAX_LISTED])
                query = columns.where(listed, segments.c.number <= count).order_by(segments.c.number)
                rows = connection.execute(query).all()
                names = names_of_generations(connection, {row.generation for row in rows})
                for row in rows:
                    segment = load_segment(row.number, row.cues, names.get(row.generation))
                    found[row.generation].append(segment)
        return {generation: tuple(opening) for generation, opening in found.items()}
