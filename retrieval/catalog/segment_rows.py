"""Read segments, their speakers called by the names that moderators gave them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select

from retrieval.catalog import queries
from retrieval.catalog.schema import segments
from retrieval.catalog.serialization import load_known_segment, load_segment
from retrieval.catalog.speaker_name_store import names_of_generations
from retrieval.models import Segment, SegmentKey


def read_segments(connection: Connection, keys: Iterable[SegmentKey]) -> dict[SegmentKey, Segment]:
    """Return the segments of these keys; unknown keys are left out."""
    numbers_by_generation: defaultdict[int, set[int]] = defaultdict(set)
    for generation, number in keys:
        numbers_by_generation[generation].add(number)
    names = names_of_generations(connection, numbers_by_generation)
    by_key: dict[SegmentKey, Segment] = {}
    for generation, numbers in numbers_by_generation.items():
        parameters = {"of": generation, "numbers": sorted(numbers)}
        for row in connection.execute(queries.SEGMENTS_OF_GENERATION, parameters):
            segment = load_known_segment(row.number, row.cues, names.get(generation))
            by_key[SegmentKey(generation, row.number)] = segment
    return by_key


def read_transcript(
    connection: Connection,
    generation: int,
    condition: ColumnElement[bool] | None = None,
    *,
    named: bool = True,
) -> tuple[Segment, ...]:
    """Return the segments of a generation in order, all or those of a condition.

    Unless `named`, speakers are called as the transcript calls them.
    """
    names = names_of_generations(connection, [generation]).get(generation) if named else None
    query = select(segments).where(segments.c.generation == generation).order_by(segments.c.number)
    rows = connection.execute(query if condition is None else query.where(condition))
    return tuple(load_segment(row.number, row.cues, names) for row in rows)
