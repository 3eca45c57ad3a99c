"""What is missing or damaged of the index is rebuilt from the catalog, and nothing else changes."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.synchronize import Semaphore
from pathlib import Path

import pytest

from retrieval.errors import IncompleteIndexError
from retrieval.index.coverage import Coverage
from retrieval.index.healing import Healer
from retrieval.index.healing_lock import HealingLock
from retrieval.index.term_reader import TermReader
from retrieval.index.vector_store import VectorStore
from retrieval.models import Details, HealingReport, Scope
from retrieval.search.hybrid_search import HybridSearch, Unsearched
from retrieval.search.retriever import HybridRetriever
from retrieval.search.searchable import describe_left_out
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored
from tests.retrieval.processes import PROCESSES

KILLS = int(os.environ.get("KILLS", "3"))
"""Kills; `make chaos` does more."""
BEES = Details(show="The Hive", title="On bees", episode="hive-1")
ANTS = Details(show="Anthill", title="On ants", episode="ants-1")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two shows; the first episode has an earlier version."""
    home = tmp_path_factory.mktemp("whole")
    parts = open_parts(home)
    parts.indexer.add(transcript("smoke"), BEES, name="bees.srt")
    parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt")
    parts.indexer.add(transcript("larvae"), ANTS, name="ants.srt")
    parts.close()
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[[], IndexParts]]:
    all_parts: list[IndexParts] = []

    def open_() -> IndexParts:
        all_parts.append(open_parts(home))
        return all_parts[-1]

    yield open_
    for parts in all_parts:
        parts.close()


def coverage_of(parts: IndexParts) -> Coverage:
    return Coverage(parts.catalog, parts.vectors, parts.terms, parts.home, lambda: parts.model)


def healer_of(parts: IndexParts) -> Healer:
    coverage = coverage_of(parts)
    return Healer(parts.catalog, parts.vectors, parts.terms, coverage, lambda: parts.model, parts.home)


def found(parts: IndexParts, scope: Scope) -> set[str]:
    """The topics of the segments that a search with an eye on the coverage finds."""
    retriever = HybridRetriever(
        catalog=parts.catalog,
        vectors=parts.vectors,
        terms=parts.terms,
        embeddings=parts.model,
        coverage=coverage_of(parts),
    )
    return {hit.segment.text.split()[4] for hit in retriever.find_sync("a great deal to say", scope, 20)}


def test_a_vector_server_that_can_not_be_reached_is_logged_once_for_all_shows(
    opened: Callable[[], IndexParts], unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    parts = opened()
    vectors = VectorStore(f"http://localhost:{unused_tcp_port}", parts.model.name)
    coverage = Coverage(parts.catalog, vectors, parts.terms, parts.home, lambda: parts.model)
    refs = parts.catalog.generations.current()
    assert len({ref.show for ref in refs}) == 2
    assert len(coverage.find_incomplete(refs)) == len(refs)
    (logged,) = caplog.messages
    assert "CHROMA_URL" in logged
    assert "localhost" not in logged


def left_out(parts: IndexParts) -> str:
    episodes, coverage = parts.catalog.episodes(Scope()), coverage_of(parts)
    return describe_left_out(parts.catalog, episodes, coverage, parts.model.name, is_refusal=False)


def fill_with_garbage(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(os.urandom(max(100, file.stat().st_size)))


def remove_vectors(home: Path) -> None:
    shutil.rmtree(home / "vectors")


def remove_terms(home: Path) -> None:
    shutil.rmtree(home / "terms")


def remove_both(home: Path) -> None:
    remove_vectors(home)
    remove_terms(home)


def spoil_vectors(home: Path) -> None:
    fill_with_garbage(home / "vectors")


def spoil_terms(home: Path) -> None:
    fill_with_garbage(home / "terms")


DAMAGES: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "vectors removed": (remove_vectors, set()),
    "terms removed": (remove_terms, set()),
    "both removed": (remove_both, set()),
    "vectors garbage": (spoil_vectors, {"vectors"}),
    "terms garbage": (spoil_terms, {"terms"}),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in range(2, 50))]
)
def test_terms_that_are_damaged_anywhere_are_rebuilt(
    home: Path, opened: Callable[[], IndexParts], seed: int
) -> None:
    parts = opened()
    before = verify_stored(parts)
    parts.close()
    rng = random.Random(seed)
    for file in sorted((home / "terms").glob("*.*")):
        if file.suffix in {".store", ".idx", ".term", ".pos", ".fast", ".fieldnorm"} and rng.random() < 0.5:
            content = bytearray(file.read_bytes())
            at = rng.randrange(len(content))
            content[at : at + 40] = rng.randbytes(len(content[at : at + 40]))
            file.write_bytes(content)

    parts = opened()
    healer_of(parts).heal()
    assert found(parts, Scope()) == {"honey", "wax", "larvae"}
    assert left_out(parts) == ""
    assert verify_stored(parts) == before


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A library with as many generations and segments as `home`, but of other texts."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    parts = open_parts(foreign)
    parts.indexer.add(transcript("rails"), BEES, name="bees.srt")
    parts.indexer.add(transcript("trains", "sleepers"), BEES, name="bees.srt")
    parts.indexer.add(transcript("signals"), ANTS, name="ants.srt")
    parts.close()
    return foreign


@pytest.mark.slow
@pytest.mark.parametrize("folders", [("vectors",), ("terms",), ("vectors", "terms")])
def test_rows_that_another_catalog_left_under_the_same_ids_never_answer_and_are_rebuilt(
    home: Path, foreign: Path, opened: Callable[[], IndexParts], folders: tuple[str, ...]
) -> None:
    parts = opened()
    before = verify_stored(parts)
    parts.close()
    for folder in folders:
        shutil.rmtree(home / folder)
        shutil.copytree(foreign / folder, home / folder)

    parts = opened()
    assert coverage_of(parts).without_vectors([2, 3]) == ({2, 3} if "vectors" in folders else set())
    assert coverage_of(parts).without_words([2, 3]) == ({2, 3} if "terms" in folders else set())
    if len(folders) == 2:
        with pytest.raises(IncompleteIndexError, match="podcite doctor --fix"):
            found(parts, Scope())
    else:
        assert found(parts, Scope()) == {"honey", "wax", "larvae"}
        assert "missing or damaged" in left_out(parts)
    assert healer_of(parts).heal().rebuilt == 3
    assert (found(parts, Scope()), left_out(parts)) == ({"honey", "wax", "larvae"}, "")
    assert verify_stored(parts) == before


@pytest.mark.slow
def test_words_of_a_foreign_index_find_nothing(
    home: Path, foreign: Path, opened: Callable[[], IndexParts]
) -> None:
    shutil.rmtree(home / "terms")
    shutil.copytree(foreign / "terms", home / "terms")
    parts = opened()
    search = HybridSearch(parts.catalog, parts.vectors, TermReader(parts.terms))
    episodes = parts.catalog.episodes(Scope())
    by_generation = {episode.generation: episode for episode in episodes}
    vector, unsearched = parts.model.embed(["x"])[0], Unsearched(by_generation, by_generation)
    assert search.score_candidates("trains", vector, episodes, by_generation, unsearched)[0] == {}
    scores, _ = search.score_episode("trains", vector, episodes[0], unsearched, ())
    assert not any(scores.values())
    search.close()


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_lost_or_damaged_index_is_said_then_rebuilt_with_every_version(
    home: Path, opened: Callable[[], IndexParts], damage: str
) -> None:
    parts = opened()
    before = verify_stored(parts)
    parts.close()
    DAMAGES[damage][0](home)

    parts = opened()
    if damage.startswith("vectors"):
        assert found(parts, Scope()) == {"honey", "wax", "larvae"}
        assert found(parts, Scope(episode="hive-1")) == {"honey", "wax"}
        assert left_out(parts).endswith("rebuilds it. Until then, they are found by words alone.")
    elif damage.startswith("terms"):
        assert found(parts, Scope()) == {"honey", "wax", "larvae"}
        assert found(parts, Scope(episode="hive-1")) == {"honey", "wax"}
        assert left_out(parts).endswith("rebuilds it. Until then, searches find them less reliably.")
    else:
        with pytest.raises(IncompleteIndexError, match="podcite doctor --fix"):
            found(parts, Scope())
        with HealingLock(home).hold(), pytest.raises(IncompleteIndexError, match="being rebuilt"):
            found(parts, Scope())
    report = healer_of(parts).heal()

    assert report.rebuilt == 3
    moved = {Path(path).name.split(".damaged-")[0] for path in report.moved}
    assert moved == DAMAGES[damage][1]
    assert all(Path(path).is_dir() for path in report.moved)
    assert verify_stored(parts) == before
    assert found(parts, Scope()) == {"honey", "wax", "larvae"}
    assert parts.indexer.roll_back(parts.episode("hive-1")).segments == 1
    assert healer_of(parts).heal() == HealingReport()


@pytest.mark.slow
def test_an_older_copy_of_the_vectors_answers_from_what_it_has_and_is_completed(
    home: Path, opened: Callable[[], IndexParts], tmp_path: Path
) -> None:
    shutil.copytree(home / "vectors", tmp_path / "older")
    parts = opened()
    parts.indexer.add(transcript("queens", "drones"), BEES, name="bees.srt")
    before = verify_stored(parts)
    parts.close()
    shutil.rmtree(home / "vectors")
    shutil.copytree(tmp_path / "older", home / "vectors")

    parts = opened()
    assert found(parts, Scope()) == {"queens", "drones", "larvae"}
    assert found(parts, Scope(episode="hive-1")) == {"queens", "drones"}
    assert left_out(parts).startswith("The index of one episode is missing")
    report = healer_of(parts).heal()

    assert (report.rebuilt, report.cleared) == (1, 1)  # the first version is no longer kept
    assert verify_stored(parts) == before
    assert found(parts, Scope()) == {"queens", "drones", "larvae"}


@pytest.mark.slow
def test_an_older_catalog_gets_its_own_index_back(
    home: Path, opened: Callable[[], IndexParts], tmp_path: Path
) -> None:
    shutil.copy(home / "catalog.db", tmp_path / "older.db")
    parts = opened()
    before = verify_stored(parts)
    for topic in ("queens", "drones"):
        parts.indexer.add(transcript(topic), BEES, name="bees.srt")
    parts.close()
    for file in home.glob("catalog.db*"):
        file.unlink()
    shutil.copy(tmp_path / "older.db", home / "catalog.db")

    parts = opened()
    healer_of(parts).heal()
    assert verify_stored(parts) == before
    assert found(parts, Scope()) == {"honey", "wax", "larvae"}


@pytest.mark.slow
def test_a_removed_catalog_starts_again_at_once_though_its_index_is_still_there(
    home: Path, opened: Callable[[], IndexParts]
) -> None:
    for file in home.glob("catalog.db*"):
        file.unlink()

    parts = opened()
    # Generation 1 of show 1 was another episode of another show, and longer ones come after it.
    parts.indexer.add(transcript("larvae"), ANTS, name="ants.srt")
    verify_stored(parts)
    assert found(parts, Scope()) == {"larvae"}
    parts.indexer.add(transcript("queens"), BEES, name="bees.srt")
    verify_stored(parts)
    assert found(parts, Scope()) == {"larvae", "queens"}


@pytest.mark.slow
def test_rows_of_another_catalog_under_the_same_ids_are_replaced(
    home: Path, opened: Callable[[], IndexParts], tmp_path: Path
) -> None:
    other_home = tmp_path / "other"
    other_home.mkdir()
    other = open_parts(other_home)
    other.indexer.add(transcript("gravel"), BEES, name="bees.srt")
    other.indexer.add(transcript("sand", "clay"), BEES, name="bees.srt")
    other.indexer.add(transcript("stone"), ANTS, name="ants.srt")
    other.close()
    for name in ("vectors", "terms"):
        shutil.rmtree(home / name)
        shutil.copytree(other_home / name, home / name)

    parts = opened()
    assert healer_of(parts).heal().rebuilt == 3
    for ref in parts.catalog.generations.kept():
        texts = [segment.text for segment in parts.catalog.transcript(ref.generation)]
        stored = parts.vectors.fetch(ref.show, ref.generation, ref.segments)
        assert stored == pytest.approx(parts.model.embed(texts), abs=1e-4)
    verify_stored(parts)


@pytest.mark.slow
def test_vectors_that_no_search_finds_are_stored_again(
    opened: Callable[[], IndexParts], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = opened()
    nearest, add = VectorStore.nearest_scores, VectorStore.add
    stored: list[list[int]] = []

    def blind(self: VectorStore, show: int, vectors: object) -> list[float]:
        scores = nearest(self, show, vectors)  # type: ignore[arg-type]
        return scores if stored or len(scores) < 2 else [scores[0], 0.0]

    def counting(self: VectorStore, *args: object) -> None:
        stored.append(list(args[2]))  # type: ignore[call-overload]
        add(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(VectorStore, "nearest_scores", blind)
    monkeypatch.setattr(VectorStore, "add", counting)

    assert healer_of(parts).heal(relink=True).relinked == 1
    assert stored == [[2]]
    assert healer_of(parts).heal(relink=True).relinked == 0


@pytest.mark.slow
def test_two_processes_do_not_rebuild_at_once(home: Path, opened: Callable[[], IndexParts]) -> None:
    remove_both(home)
    parts = opened()
    with HealingLock(home).hold():
        assert healer_of(parts).heal() == HealingReport()
    assert healer_of(parts).heal().rebuilt == 3


def test_reindexing_an_incomplete_episode_keeps_its_earlier_version(
    home: Path, opened: Callable[[], IndexParts]
) -> None:
    parts = opened()
    before = verify_stored(parts)
    parts.terms.remove(parts.episode("hive-1").generation)

    assert parts.indexer.reindex(parts.episode("hive-1")).outcome == "updated"
    assert verify_stored(parts) == before


def rebuild(home: Path, steps: Semaphore) -> None:
    parts = open_parts(home)
    healer_of(parts).heal(lambda _: steps.release())
    parts.close()


@pytest.mark.slow
def test_a_rebuild_killed_at_each_step_loses_nothing_and_goes_on(
    home: Path, opened: Callable[[], IndexParts]
) -> None:
    parts = opened()
    for number in range(4):
        details = Details(show="Gravel", episode=f"gravel-{number}")
        parts.indexer.add(transcript(*(f"stone{number}x{at}" for at in range(20))), details, name="g.srt")
    before = verify_stored(parts)
    texts = {
        ref.generation: parts.catalog.transcript(ref.generation) for ref in parts.catalog.generations.kept()
    }
    parts.close()
    remove_both(home)

    unfinished = 0
    for number in range(KILLS):
        steps = PROCESSES.Semaphore(0)
        rebuilder = PROCESSES.Process(target=rebuild, args=(home, steps))
        rebuilder.start()
        for _ in range(1 + number % 3):
            while not steps.acquire(timeout=0.1) and rebuilder.is_alive():
                pass
        rebuilder.kill()
        rebuilder.join()
        parts = opened()
        for generation, segments in texts.items():
            assert parts.catalog.transcript(generation) == segments
        is_whole = not healer_of(parts).incomplete()
        unfinished += not is_whole
        parts.close()
        if is_whole:
            remove_both(home)
    assert unfinished

    parts = opened()
    healer_of(parts).heal()
    assert verify_stored(parts) == before
    assert healer_of(parts).heal() == HealingReport()
