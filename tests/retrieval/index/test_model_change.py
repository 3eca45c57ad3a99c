"""Another local embedding model takes the place of the one before, episode by episode, unnoticed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import LibraryError
from retrieval.index.coverage import Coverage
from retrieval.index.embedding_mismatch import is_replaced_automatically
from retrieval.index.healing import Healer
from retrieval.index.healing_lock import HealingLock
from retrieval.index.local_models import MINILM, PODCITE_MINILM
from retrieval.index.status import index_status
from retrieval.models import Details, Progress, Scope
from retrieval.search.retriever import HybridRetriever
from retrieval.search.searchable import describe_left_out, searchable_episodes
from tests.retrieval.indexing import HashEmbeddings, IndexParts, open_parts, transcript, verify_stored

OLD, NEW = "local:hashes", "local:others"
EPISODES = (
    ("bees-1", "The Hive", date(2020, 1, 1), "honey"),
    ("ants-1", "Anthill", date(2022, 1, 1), "larvae"),
    ("bees-2", "The Hive", date(2021, 1, 1), "wax"),
)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    """A library by the old model, of which one episode has an earlier version, opened with the new one."""
    before = open_parts(tmp_path, HashEmbeddings(OLD))
    before.indexer.add(transcript("smoke"), details("bees-1", "The Hive", None), name="bees-1.srt")
    for id_, show, published, topic in EPISODES:
        before.indexer.add(transcript(topic), details(id_, show, published), name=f"{id_}.srt")
    before.close()
    after = open_parts(tmp_path, HashEmbeddings(NEW))
    after.model.dimension = 24
    yield after
    after.close()


def details(id_: str, show: str, published: date | None) -> Details:
    return Details(show=show, title=f"On {id_}", episode=id_, published=published)


def coverage_of(parts: IndexParts) -> Coverage:
    return Coverage(parts.catalog, parts.vectors, parts.terms, parts.home)


def healer_of(parts: IndexParts) -> Healer:
    coverage = coverage_of(parts)
    return Healer(parts.catalog, parts.vectors, parts.terms, coverage, lambda: parts.model, parts.home)


def best(parts: IndexParts, query: str, episode: str | None = None) -> tuple[str, bool]:
    """The episode of the best hit, and whether it has a similarity."""
    retriever = HybridRetriever(
        catalog=parts.catalog,
        vectors=parts.vectors,
        terms=parts.terms,
        embeddings=parts.model,
        coverage=coverage_of(parts),
    )
    hit = retriever.find_sync(query, Scope(episode=episode), 3)[0]
    return hit.episode.id, hit.similarity is not None


@pytest.mark.slow
def test_until_its_turn_an_episode_is_found_by_its_words(parts: IndexParts) -> None:
    assert searchable_episodes(parts.catalog, Scope(), NEW)
    assert best(parts, "honey") == ("bees-1", False)
    assert best(parts, "larvae", "ants-1") == ("ants-1", False)

    healer_of(parts).heal()

    assert best(parts, "honey") == ("bees-1", True)
    assert best(parts, "larvae", "ants-1") == ("ants-1", True)


@pytest.mark.slow
def test_all_versions_keep_their_ids_and_get_the_new_vectors(parts: IndexParts) -> None:
    before = verify_stored(parts)
    report = healer_of(parts).heal()

    assert report.rebuilt == 4
    assert verify_stored(parts) == before
    assert parts.catalog.totals().models == ((NEW, 24),)
    assert not any(parts.vectors.for_model(OLD).shows())
    assert topics_of(parts.model) == ["larvae", "wax", "honey", "smoke"]
    assert healer_of(parts).heal().rebuilt == 0
    parts.indexer.roll_back(parts.episode("bees-1"))
    assert best(parts, "smoke") == ("bees-1", True)


def topics_of(model: HashEmbeddings) -> list[str]:
    return list(dict.fromkeys(text.split()[4] for text in model.embedded_texts))


@pytest.mark.slow
def test_a_run_that_was_cut_short_is_gone_on_with(parts: IndexParts) -> None:
    def stop_at_the_second(step: Progress) -> None:
        if len(topics_of(parts.model)) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        healer_of(parts).heal(stop_at_the_second)
    done = {parts.episode(id_).generation for id_, *_ in EPISODES}
    done -= {ref.generation for ref in healer_of(parts).waiting()}
    assert done == {parts.episode("ants-1").generation}

    parts.model.embedded_texts.clear()
    assert healer_of(parts).heal().rebuilt == 3
    texts = [text for text in parts.model.embedded_texts if "larvae" in text]
    assert len(texts) == len(set(texts)) == 1  # only to compare a sample with what is stored
    verify_stored(parts)


@pytest.mark.slow
def test_vectors_that_a_killed_run_left_are_no_obstacle(parts: IndexParts) -> None:
    ref = healer_of(parts).waiting()[0]
    parts.vectors.add(ref.show, ref.generation, [1], parts.model.embed(["something else"]))

    assert healer_of(parts).heal().rebuilt == 4
    verify_stored(parts)


@pytest.mark.slow
def test_lost_words_come_back_with_the_new_vectors(parts: IndexParts) -> None:
    parts.terms.remove(parts.episode("ants-1").generation)
    assert healer_of(parts).heal().rebuilt == 4
    verify_stored(parts)


@pytest.mark.slow
def test_lost_old_vectors_are_not_missed(parts: IndexParts) -> None:
    for show in parts.vectors.for_model(OLD).shows():
        parts.vectors.for_model(OLD).drop(show)
    assert best(parts, "honey") == ("bees-1", False)
    assert healer_of(parts).heal().rebuilt == 4


@pytest.mark.slow
def test_meanwhile_episodes_are_added_and_known_ones_stay(parts: IndexParts) -> None:
    added = parts.indexer.add(transcript("nectar"), details("bees-3", "The Hive", None), name="bees-3.srt")
    again = parts.indexer.add(
        transcript("wax"), details("bees-2", "The Hive", date(2021, 1, 1)), name="bees-2.srt"
    )

    assert (added.outcome, again.outcome) == ("added", "unchanged")
    assert best(parts, "nectar") == ("bees-3", True)
    with pytest.raises(LibraryError, match="try again later"):
        parts.indexer.roll_back(parts.episode("bees-1"))
    assert healer_of(parts).heal().rebuilt == 4


@pytest.mark.slow
def test_the_status_tells_how_far_it_is(parts: IndexParts) -> None:
    def problems() -> tuple[str, ...]:
        return index_status(parts.catalog, coverage_of(parts), NEW, parts.home).problems

    (waiting,) = problems()
    assert waiting.startswith("0 of 3 episodes are indexed with the new embedding model;")
    assert "podcite doctor --fix" in waiting

    parts.indexer.reindex(parts.episode("ants-1"))
    with HealingLock(parts.home).hold():
        (under_way,) = problems()
    assert under_way.startswith("1 of 3 episodes")
    assert under_way.endswith("newest first, and are found by their words until then.")

    healer_of(parts).heal()
    assert problems() == ()


@pytest.mark.slow
def test_only_a_refusal_says_that_episodes_wait(parts: IndexParts) -> None:
    episodes, coverage = parts.catalog.episodes(Scope()), coverage_of(parts)

    def left_out(*, is_refusal: bool) -> str:
        return describe_left_out(parts.catalog, episodes, coverage, NEW, is_refusal=is_refusal)

    assert left_out(is_refusal=False) == ""
    assert left_out(is_refusal=True).startswith("0 of 3 episodes are indexed")
    healer_of(parts).heal()
    assert left_out(is_refusal=True) == ""


@pytest.mark.parametrize(
    ("stored", "configured", "is_replaced"),
    [
        (MINILM, PODCITE_MINILM, True),
        (PODCITE_MINILM, MINILM, True),
        (PODCITE_MINILM, PODCITE_MINILM, False),
        ("openai:text-embedding-3-small", PODCITE_MINILM, False),
        (MINILM, "openai:text-embedding-3-small", False),
    ],
)
def test_a_paid_model_is_neither_given_up_nor_begun_unasked(
    stored: str, configured: str, is_replaced: bool
) -> None:
    assert is_replaced_automatically(stored, configured) is is_replaced
