"""The first and the last segments of several episodes at once."""

from retrieval.catalog.catalog import Catalog
from tests.retrieval.catalog.conftest import Put, entry


def test_each_generation_is_read_from_its_own_beginning_and_end(catalog: Catalog, put: Put) -> None:
    long = put(entry(), *(f"Said {number}." for number in range(1, 8)))
    short = put(entry("bees-2"), "Only this.")
    openings, endings = (
        {generation: [segment.number for segment in segments] for generation, segments in read.items()}
        for read in (
            catalog.openings.read([long, short], 3),
            catalog.openings.read_endings([long, short], 3),
        )
    )
    assert openings == {long: [1, 2, 3], short: [1]}
    assert endings == {long: [5, 6, 7], short: [1]}
