import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import starmap
from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.serialization import dump_cues, load_segment
from retrieval.errors import LibraryError, NotFoundError
from retrieval.models import Cue, Medium, Scope, Segment, SegmentKey
from tests.retrieval.catalog.conftest import entry

Put = Callable[..., int]
RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002


def ids(catalog: Catalog, scope: Scope) -> list[str]:
    return [episode.id for episode in catalog.episodes(scope)]


def test_an_empty_library_has_no_episodes(catalog: Catalog) -> None:
    assert catalog.episodes(Scope()) == []
    assert catalog.totals().episodes == 0


def test_a_catalog_whose_shows_are_overwritten_is_not_taken_for_an_empty_one(
    catalog: Catalog, put: Put, tmp_path: Path
) -> None:
    put(entry())
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("select rootpage from sqlite_master where name = 'shows'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (tmp_path / "catalog.db").open("r+b") as file:
        file.seek(page * size - 480)  # the rows are at the end of the table's page
        file.write(random.Random(1).randbytes(3000))
    for guild in (None, RED):
        with pytest.raises(LibraryError, match="podcite restore"):
            catalog.episodes(Scope(guild))


def test_an_episode_comes_back_with_all_that_was_said_of_it(catalog: Catalog, put: Put) -> None:
    media = (Medium("video", "https://v.example/1", 0.0), Medium("audio", "https://a.example/1", None))
    generation = put(
        entry(
            title="On bees",
            published=date(2024, 5, 1),
            guests=("Ada",),
            page_url="https://p.example",
            media=media,
        )
    )
    (episode,) = catalog.episodes(Scope(episode="bees-1"))
    assert (episode.title, episode.published, episode.guests) == ("On bees", date(2024, 5, 1), ("Ada",))
    assert (episode.page_url, episode.media) == ("https://p.example", media)
    assert (episode.show.id, episode.show.title, episode.show.guild) == ("bees", "Bees", None)
    assert (episode.generation, episode.segments, episode.duration) == (generation, 2, 29.0)


def test_episodes_come_newest_first_and_undated_ones_last(catalog: Catalog, put: Put) -> None:
    put(entry("undated"))
    put(entry("old", published=date(2019, 1, 1)))
    put(entry("new", published=date(2026, 1, 1)))
    assert ids(catalog, Scope()) == ["new", "old", "undated"]


def test_a_guild_sees_its_own_and_the_shared_episodes_and_no_other_guilds(catalog: Catalog, put: Put) -> None:
    put(entry("shared"))
    put(entry("red", RED))
    put(entry("blue", BLUE))
    assert sorted(ids(catalog, Scope(RED))) == ["red", "shared"]
    assert sorted(ids(catalog, Scope(BLUE))) == ["blue", "shared"]
    assert ids(catalog, Scope()) == ["shared"]


@pytest.mark.parametrize(
    "scope", [Scope(RED, episode="blue"), Scope(RED, show="secret"), Scope(episode="blue")]
)
def test_another_guilds_ids_are_unknown_and_not_even_suggested(
    catalog: Catalog, put: Put, scope: Scope
) -> None:
    put(entry("blue", BLUE, show="secret"))
    put(entry("shared"))
    with pytest.raises(NotFoundError) as caught:
        catalog.episodes(scope)
    assert "did you mean" not in str(caught.value)


def test_a_guilds_own_episode_shadows_the_shared_one_of_the_same_id(catalog: Catalog, put: Put) -> None:
    put(entry("bees-1", title="Shared"))
    put(entry("bees-1", RED, title="Own"))
    assert [episode.title for episode in catalog.episodes(Scope(RED))] == ["Own"]
    assert [episode.title for episode in catalog.episodes(Scope(BLUE))] == ["Shared"]


def test_a_show_of_the_same_name_holds_the_guilds_own_and_the_shared_episodes(
    catalog: Catalog, put: Put
) -> None:
    put(entry("bees-1"))
    put(entry("bees-2", RED))
    put(entry("ants-1", show="ants"))
    assert sorted(ids(catalog, Scope(RED, show="bees"))) == ["bees-1", "bees-2"]


@pytest.mark.parametrize(
    ("scope", "heard"),
    [
        (Scope(episode="bess-1"), "There is no episode 'bess-1' here; did you mean 'bees-1'?"),
        (Scope(show="beez"), "There is no show 'beez' here; did you mean 'bees'?"),
        (
            Scope(show="bees", episode="ants-1"),
            "There is no episode 'ants-1' here; the list of episodes shows all of them.",
        ),
        (Scope(episode="zzzz"), "There is no episode 'zzzz' here; the list of episodes shows all of them."),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest_known_one(
    catalog: Catalog, put: Put, scope: Scope, heard: str
) -> None:
    put(entry("bees-1"))
    with pytest.raises(NotFoundError) as caught:
        catalog.episodes(scope)
    assert str(caught.value) == heard


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("The Ants' Hour", ["ants-1"]),
        ("ants", ["ants-1"]),
        ("hour ant", ["ants-1"]),
        ("BEES", ["bees-1"]),
        ("bees-hour", ["bees-2"]),
    ],
)
def test_a_show_is_found_by_parts_of_its_name(
    catalog: Catalog, put: Put, typed: str, found: list[str]
) -> None:
    put(entry("ants-1", show="the-ants-hour"))
    put(entry("bees-1", show="bees"))
    put(entry("bees-2", show="bees-hour"))
    assert ids(catalog, Scope(show=typed)) == found


@pytest.mark.parametrize("typed", ["hour", "an", "the-ants-day", ""])
def test_a_show_is_not_guessed_where_several_or_none_fit(catalog: Catalog, put: Put, typed: str) -> None:
    put(entry("ants-1", show="the-ants-hour"))
    put(entry("bees-2", show="bees-hour"))
    with pytest.raises(NotFoundError):
        catalog.episodes(Scope(show=typed))


def test_ids_are_found_in_any_case(catalog: Catalog, put: Put) -> None:
    put(entry("bees-1"))
    assert ids(catalog, Scope(show="BEES", episode="Bees-1")) == ["bees-1"]


def test_segments_of_several_generations_come_in_one_answer_and_unknown_ones_are_left_out(
    catalog: Catalog, put: Put
) -> None:
    first, second = put(entry("one"), "A", "B"), put(entry("two"), "C")
    found = catalog.segments(starmap(SegmentKey, [(first, 2), (second, 1), (second, 9), (first, 2)]))
    assert {key: segment.text for key, segment in found.items()} == {(first, 2): "B", (second, 1): "C"}
    assert catalog.segments([]) == {}


@pytest.mark.slow
def test_segments_of_more_episodes_than_one_expression_can_name_are_read_at_once(
    catalog: Catalog, put: Put
) -> None:
    first, second = put(entry("a"), "One."), put(entry("b"), "Two.")
    beyond = [(generation, 1) for generation in range(1000, 3500)]
    found = catalog.segments(starmap(SegmentKey, [(first, 1), *beyond, (second, 1)]))
    assert [segment.text for segment in found.values()] == ["One.", "Two."]


def test_a_transcript_comes_in_order(catalog: Catalog, put: Put) -> None:
    texts = [f"Sentence {number}." for number in range(1, 31)]
    assert [segment.text for segment in catalog.transcript(put(entry(), *texts))] == texts


@pytest.mark.parametrize(
    "cues",
    [
        (Cue("no times"),),
        (Cue("timed", 1.234, 5.0),),
        (Cue("open end", 1.5),),
        (Cue("named", 0.0, 1.0, "Ada"), Cue("guessed", 1.0, 2.0, "Bob", inferred=True)),
        (
            Cue("between", 3.0, 4.0, estimated=True),
            Cue("both", None, None, "Ö", inferred=True, estimated=True),
        ),
    ],
)
def test_a_segment_keeps_every_fact_of_its_cues(cues: tuple[Cue, ...]) -> None:
    assert load_segment(7, dump_cues(Segment(7, cues))) == Segment(7, cues)


def test_what_another_process_changes_is_seen_at_once(url: str, put: Put) -> None:
    other = Catalog(url)
    assert other.episodes(Scope()) == []
    put(entry("late"))
    assert ids(other, Scope()) == ["late"]
    other.close()


def test_the_segments_around_one_are_those_that_exist_however_many_are_asked_for(
    catalog: Catalog, put: Put
) -> None:
    generation = put(entry("a"), "One.", "Two.", "Three.")
    assert [segment.number for segment in catalog.segments_around(generation, 2, 1)] == [1, 2, 3]
    assert [segment.number for segment in catalog.segments_around(generation, 3, 10**18)] == [1, 2, 3]
    assert catalog.segments_around(generation, 9, 1) == ()
