"""Each generation has its token vectors from indexing to removal, and what is missing is made unnoticed."""

import errno
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import numpy
import pytest

from retrieval.index.coverage import Coverage
from retrieval.index.healing import Healer
from retrieval.index.healing_lock import HealingLock
from retrieval.index.remover import Remover
from retrieval.index.token_healing import TOKENS_LOCK_FILE
from retrieval.index.token_store import BYTES_PER_SEGMENT, TokenStore, quantize
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.retrieval.indexing import (
    HashEmbeddings,
    HashTokens,
    IndexParts,
    open_parts,
    transcript,
    verify_stored,
)

pytestmark = pytest.mark.slow

BEES = Details(show="The Hive", title="On bees", episode="hive-1", published=date(2020, 1, 1))
ANTS = Details(show="Anthill", title="On ants", episode="ants-1", published=date(2022, 1, 1))
FIRST, SECOND = transcript("honey", "wax"), transcript("queens", "honey", "drones")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    parts = open_parts(tmp_path, HashTokens())
    yield parts
    parts.close()


def add(parts: IndexParts, content: bytes, details: Details = BEES) -> int:
    parts.indexer.add(content, details, name=f"{details.episode}.srt")
    return parts.episode(details.episode or "").generation


def healer_of(parts: IndexParts) -> Healer:
    coverage = Coverage(parts.catalog, parts.vectors, parts.terms, parts.home)
    return Healer(
        parts.catalog, parts.vectors, parts.terms, coverage, lambda: parts.model, parts.home, parts.tokens
    )


def has_own_tokens(parts: IndexParts, generation: int) -> bool:
    """Return whether exactly the token vectors of a generation's texts are stored."""
    model, stored = parts.model, parts.tokens.read(generation)
    assert isinstance(model, HashTokens)
    wanted = [quantize(model.tokens_of(segment.text)) for segment in parts.catalog.transcript(generation)]
    return stored is not None and all(numpy.array_equal(*pair) for pair in zip(wanted, stored, strict=True))


@pytest.mark.slow
def test_indexing_stores_them_before_the_generation_answers(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, switch = parts.catalog.generations, parts.catalog.generations.switch
    stored_then: list[bool] = []

    def watch(generation: int, record: object) -> None:
        stored_then.append(has_own_tokens(parts, generation))
        switch(generation, record)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "switch", watch)
    add(parts, FIRST)
    assert stored_then == [True]
    assert len(parts.model.embedded_texts) == 2


def test_unchanged_segments_keep_theirs_without_being_embedded(parts: IndexParts) -> None:
    add(parts, FIRST)
    parts.model.embedded_texts.clear()

    assert has_own_tokens(parts, add(parts, SECOND))
    assert [text.split()[4] for text in parts.model.embedded_texts] == ["queens", "drones"]


def test_unchanged_segments_without_stored_ones_get_them(parts: IndexParts) -> None:
    parts.tokens.remove(add(parts, FIRST))
    assert has_own_tokens(parts, add(parts, SECOND))


@pytest.mark.slow
def test_a_rollback_finds_those_of_the_earlier_version_and_the_oldest_go(parts: IndexParts) -> None:
    generations = [add(parts, content) for content in (transcript("smoke"), FIRST, SECOND)]
    assert parts.tokens.generations() == set(generations[1:])

    parts.indexer.roll_back(parts.episode("hive-1"))
    assert all(has_own_tokens(parts, generation) for generation in generations[1:])
    verify_stored(parts)


def test_removing_an_episode_or_a_show_removes_them(parts: IndexParts) -> None:
    add(parts, FIRST)
    ants = add(parts, SECOND, ANTS)
    parts.indexer.remove(parts.episode("hive-1"))
    assert parts.tokens.generations() == {ants}

    remover = Remover(parts.catalog, parts.vectors, parts.terms, parts.home, parts.tokens)
    remover.remove_show(None, "anthill", forget=False)
    assert parts.tokens.generations() == set()


@pytest.mark.slow
def test_those_that_are_missing_are_made_again_newest_first(parts: IndexParts) -> None:
    bees, ants = add(parts, FIRST), add(parts, SECOND, ANTS)
    shutil.rmtree(parts.home / "tokens")
    parts.model.embedded_texts.clear()
    healer = healer_of(parts)
    assert [ref.generation for ref in healer.token_vectors.missing()] == [ants, bees]
    assert healer.token_vectors.describe().startswith("0 of 2 episodes have them")

    report = healer.heal()

    assert (report.rebuilt, report.tokens) == (0, 2)
    assert "queens" in parts.model.embedded_texts[0]
    assert has_own_tokens(parts, bees)
    assert has_own_tokens(parts, ants)
    assert healer.token_vectors.missing() == []
    assert healer.heal().tokens == 0


def test_damaged_ones_are_made_again(parts: IndexParts) -> None:
    generation = add(parts, FIRST)
    (parts.home / "tokens" / f"{generation}.tokens").write_bytes(b"{}")
    assert healer_of(parts).heal().tokens == 1
    assert has_own_tokens(parts, generation)


@pytest.mark.slow
def test_another_local_models_vectors_are_replaced_with_the_token_vectors(tmp_path: Path) -> None:
    before = open_parts(tmp_path, HashEmbeddings("local:before"))
    generations = [add(before, content) for content in (FIRST, SECOND)]
    before.close()
    parts = open_parts(tmp_path, HashTokens())

    report = healer_of(parts).heal()
    assert (report.rebuilt, report.tokens) == (2, 0)
    assert all(has_own_tokens(parts, generation) for generation in generations)
    parts.close()


@pytest.mark.parametrize("folder", ["terms", "vectors"])
def test_a_lost_index_is_rebuilt_with_them(parts: IndexParts, folder: str) -> None:
    generation = add(parts, FIRST)
    parts.close()
    shutil.rmtree(parts.home / folder)
    again = open_parts(parts.home, HashTokens())
    assert healer_of(again).heal().rebuilt == 1
    assert has_own_tokens(again, generation)
    again.close()


@pytest.mark.slow
def test_those_of_another_catalog_under_the_same_ids_are_replaced(parts: IndexParts, tmp_path: Path) -> None:
    generation = add(parts, FIRST)
    other_home = tmp_path / "other"
    other_home.mkdir()
    other = open_parts(other_home, HashTokens())
    add(other, transcript("gravel", "sand"))
    other.close()
    parts.close()
    for name in ("vectors", "terms", "tokens"):
        shutil.rmtree(parts.home / name)
        shutil.copytree(other_home / name, parts.home / name)

    again = open_parts(parts.home, HashTokens())
    assert healer_of(again).heal().rebuilt == 1
    assert has_own_tokens(again, generation)
    again.close()


def test_stale_files_and_unfinished_ones_are_cleared(parts: IndexParts) -> None:
    generation = add(parts, FIRST)
    parts.tokens.write(99, parts.tokens.read(generation) or [])
    (parts.home / "tokens" / "tmpabc.part").write_bytes(b"half")

    assert healer_of(parts).heal().cleared == 1
    assert [file.name for file in (parts.home / "tokens").iterdir()] == [f"{generation}.tokens"]


def test_a_catalog_that_starts_again_takes_none_of_an_old_one(parts: IndexParts) -> None:
    add(parts, FIRST)
    parts.close()
    for file in parts.home.glob("catalog.db*"):
        file.unlink()
    again = open_parts(parts.home, HashTokens(), token_bytes=1)
    add(again, transcript("larvae"), ANTS)
    assert again.tokens.generations() == set()
    again.close()


def test_what_is_urgent_comes_before_the_next_episode(parts: IndexParts) -> None:
    add(parts, FIRST)
    ants = add(parts, SECOND, ANTS)
    shutil.rmtree(parts.home / "tokens")
    urgent = iter([False, True])
    made = healer_of(parts).token_vectors.fill(lambda _: None, lambda: next(urgent))
    assert (made, parts.tokens.generations()) == (1, {ants})


def test_two_processes_do_not_make_them_at_once_and_nothing_is_called_being_rebuilt(
    parts: IndexParts,
) -> None:
    parts.tokens.remove(add(parts, FIRST))
    with HealingLock(parts.home, TOKENS_LOCK_FILE).hold():
        assert healer_of(parts).heal().tokens == 0
        assert not Coverage(parts.catalog, parts.vectors, parts.terms, parts.home).is_being_rebuilt()
    assert healer_of(parts).heal().tokens == 1


@pytest.mark.slow
def test_beyond_the_limit_none_are_made_and_nothing_waits_for_them(tmp_path: Path) -> None:
    parts = open_parts(tmp_path, HashTokens(), token_bytes=3 * BYTES_PER_SEGMENT)
    bees = add(parts, transcript(*(f"topic{number}" for number in range(3))))  # takes far less than expected
    assert parts.tokens.generations() == {bees}
    ants = add(parts, SECOND, ANTS)
    assert parts.tokens.generations() == {bees}  # too little is left for three segments

    healer = healer_of(parts)
    assert healer.token_vectors.missing() == []
    assert healer.heal().tokens == 0
    assert healer.token_vectors.describe().endswith("PODCITE_TOKEN_VECTORS_MB is reached")
    parts.model.embedded_texts.clear()
    add(parts, transcript("queens", "honey", "workers"), ANTS)
    assert len(parts.model.embedded_texts) == 1  # none is embedded for what can't be stored
    assert ants not in parts.tokens.generations()
    parts.close()


def test_what_turns_out_to_be_too_large_is_tried_once(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.tokens.remove(add(parts, FIRST))
    monkeypatch.setattr(TokenStore, "write", lambda *_: False)
    healer = healer_of(parts)
    assert len(healer.token_vectors.missing()) == 1
    assert healer.heal().tokens == 0
    assert healer.token_vectors.missing() == []


def test_turned_off_they_are_deleted_and_none_are_made(parts: IndexParts) -> None:
    add(parts, FIRST)
    parts.close()
    off = open_parts(parts.home, HashTokens(), token_bytes=0)
    healer = healer_of(off)
    assert (healer.heal().tokens, off.tokens.generations()) == (0, set())
    assert (healer.token_vectors.missing(), healer.token_vectors.describe()) == ([], "")
    add(off, SECOND)
    assert off.tokens.generations() == set()
    off.close()


def test_a_full_disk_is_one_warning_and_stops_neither_indexing_nor_healing(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TokenStore, "write", fail)
    for number, details in enumerate((BEES, ANTS)):
        add(parts, transcript(f"topic{number}"), details)
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    caplog.clear()

    healer = healer_of(parts)
    for _ in range(2):
        assert healer.heal().tokens == 0
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "No space left" in caplog.text
    assert healer.token_vectors.missing() == []  # until an hour later


def test_a_model_without_them_has_none(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    add(parts, FIRST)
    healer = healer_of(parts)
    assert (healer.token_vectors.missing(), healer.token_vectors.describe()) == ([], "")
    assert not (tmp_path / "tokens").exists()
    parts.close()


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model="local:podcite-minilm-1"))
    yield library
    await library.close()


@pytest.mark.slow
async def test_answers_say_nothing_of_missing_ones_and_the_library_makes_them(
    library: Library, tmp_path: Path
) -> None:
    await library.add(FIRST, BEES, name="bees.srt")
    (episode,) = await library.episodes(Scope())
    stored = (tmp_path / "tokens" / f"{episode.generation}.tokens").read_bytes()
    assert await library.health.is_index_whole()

    shutil.rmtree(tmp_path / "tokens")
    assert not await library.health.is_index_whole()
    assert (await library.ask("What is said about honey?", Scope())).left_out == ""
    assert all(check.is_ok for check in await library.health.check())
    assert (await library.status()).problems == ()

    assert (await library.health.heal()).tokens == 1
    assert await library.health.is_index_whole()
    assert (tmp_path / "tokens" / f"{episode.generation}.tokens").read_bytes() == stored
