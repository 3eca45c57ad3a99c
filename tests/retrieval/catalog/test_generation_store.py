from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, func, select

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import GenerationOrigin
from retrieval.catalog.schema import metadata
from retrieval.errors import LibraryError, NotFoundError
from retrieval.models import Cue, Scope, Segment
from tests.retrieval.catalog.conftest import entry

Put = Callable[..., int]
ORIGIN = GenerationOrigin(b"Bees dance.", "abc", "bees.srt", "1", "local:small", 8)


def rows(url: str) -> dict[str, int]:
    """How many rows each table that isn't empty has."""
    engine = create_engine(url)
    with engine.connect() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return {name: count for name, count in counts.items() if count}


PARTS = [Segment(1, (Cue("Bees dance."),))]


def test_what_is_being_built_is_seen_by_nobody_until_the_switch(catalog: Catalog) -> None:
    begun = catalog.generations.begin(entry(), ORIGIN, PARTS)
    assert catalog.episodes(Scope()) == []
    assert catalog.generations.leftovers() == [begun]
    catalog.generations.switch(begun.generation, entry())
    assert [episode.generation for episode in catalog.episodes(Scope())] == [begun.generation]
    assert catalog.generations.leftovers() == []


def test_a_forgotten_beginning_leaves_no_trace(catalog: Catalog, url: str) -> None:
    begun = catalog.generations.begin(entry(), ORIGIN, PARTS)
    catalog.generations.forget(begun.generation)
    assert catalog.transcript(begun.generation) == ()
    with pytest.raises(NotFoundError):
        catalog.original_transcript(begun.generation)
    assert rows(url) == {"changes": 1}


def test_the_previous_generation_is_kept_and_an_older_one_leaves(catalog: Catalog, put: Put) -> None:
    first = put(entry(), "One.")
    episode = catalog.episodes(Scope())[0]
    again = replace(entry(), key=episode.key)
    second = put(again, "Two.")
    assert catalog.generations.leftovers() == []
    assert catalog.transcript(first)[0].text == "One."
    third = put(again, "Three.")
    assert [left.generation for left in catalog.generations.leftovers()] == [first]
    assert [catalog.episode_key(generation) for generation in (first, second, third)] == [
        None,
        episode.key,
        episode.key,
    ]
    catalog.generations.forget(first)
    assert catalog.transcript(first) == ()
    assert catalog.transcript(second)[0].text == "Two."


def test_only_what_has_left_can_be_forgotten(catalog: Catalog, put: Put) -> None:
    generation = put(entry())
    catalog.generations.forget(generation)
    assert [episode.generation for episode in catalog.episodes(Scope())] == [generation]


def test_removing_an_episode_takes_it_from_answers_and_leaves_its_generations_to_be_forgotten(
    catalog: Catalog, put: Put, url: str
) -> None:
    first = put(entry(), "One.")
    key = catalog.episodes(Scope())[0].key
    second = put(replace(entry(), key=key), "Two.")
    catalog.generations.remove(key)
    assert catalog.episodes(Scope()) == []
    assert [left.generation for left in catalog.generations.leftovers()] == [first, second]
    for generation in (first, second):
        catalog.generations.forget(generation)
    assert rows(url) == {"changes": 1}


def test_generation_ids_are_never_used_twice(catalog: Catalog) -> None:
    seen = []
    for _ in range(3):
        begun = catalog.generations.begin(entry(), ORIGIN, PARTS)
        seen.append(begun.generation)
        catalog.generations.forget(begun.generation)
    assert len(set(seen)) == 3


def test_every_visible_change_raises_the_version_and_no_other_does(catalog: Catalog, put: Put) -> None:
    versions = [catalog.version()]
    begun = catalog.generations.begin(entry(), ORIGIN, PARTS)
    assert catalog.version() == versions[0]
    catalog.generations.switch(begun.generation, entry())
    versions.append(catalog.version())
    key = catalog.episodes(Scope())[0].key
    catalog.generations.update_description(replace(entry(title="Better"), key=key))
    versions.append(catalog.version())
    catalog.generations.remove(key)
    versions.append(catalog.version())
    assert versions == sorted(set(versions))


def test_the_original_transcript_comes_back_byte_by_byte(catalog: Catalog) -> None:
    content = bytes(range(256)) * 40
    begun = catalog.generations.begin(entry(), replace(ORIGIN, content=content), PARTS)
    assert catalog.original_transcript(begun.generation) == (content, "bees.srt")


@pytest.mark.slow
def test_two_episodes_of_one_guild_never_share_an_id(catalog: Catalog, put: Put) -> None:
    put(entry("bees-1"))
    with pytest.raises(LibraryError):
        put(entry("bees-1", show="ants"))
    assert len(catalog.episodes(Scope())) == 1


def test_generations_of_another_model_are_named(catalog: Catalog, put: Put) -> None:
    old, new = put(entry("old"), model="local:old"), put(entry("new"), model="local:new")
    assert catalog.generations_of_other_models("local:new") == {old}
    assert catalog.generations_of_other_models("local:old") == {new}
    assert catalog.totals().models == (("local:new", 8), ("local:old", 8))
