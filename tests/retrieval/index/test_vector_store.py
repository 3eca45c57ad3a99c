import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE

import numpy
import pytest
from numpy import float32
from numpy.typing import NDArray

from retrieval.errors import ConfigurationError, LibraryError
from retrieval.index import vector_store
from retrieval.index.shared_client import SharedFolder
from retrieval.index.vector_store import ROWS_PER_CHANGE, VectorStore

ROOT = Path(__file__).parents[3]


def unit_rows(count: int, seed: int = 1) -> NDArray[float32]:
    rows = numpy.random.default_rng(seed).normal(size=(count, 24)).astype(float32)
    return numpy.asarray(rows / numpy.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[VectorStore]:
    opened = VectorStore(tmp_path / "vectors")
    yield opened
    opened.close()


def test_a_search_gives_the_nearest_segments_with_their_cosines(vectors: VectorStore) -> None:
    rows = unit_rows(300)
    vectors.add(1, 7, range(1, 301), rows)

    found = vectors.search(1, rows[41], 10)

    exact = rows @ rows[41]
    assert [(7, int(row) + 1) for row in numpy.argsort(-exact)[:10]] == [hit[:2] for hit in found]
    assert [cosine for *_, cosine in found] == pytest.approx(sorted(exact, reverse=True)[:10], abs=1e-5)


def test_an_episodes_matrix_comes_in_the_order_of_its_numbers(vectors: VectorStore) -> None:
    rows = unit_rows(250)
    shuffled = numpy.random.default_rng(2).permutation(250)
    vectors.add(1, 7, [int(row) + 1 for row in shuffled], rows[shuffled])

    fetched = vectors.fetch(1, 7, 250)

    assert fetched.dtype == float32
    assert numpy.allclose(fetched, rows, atol=1e-6)


def test_what_is_stored_is_there_for_whoever_opens_the_folder_next(tmp_path: Path) -> None:
    rows = unit_rows(3)
    first = VectorStore(tmp_path)
    first.add(1, 7, [1, 2, 3], rows)
    first.close()

    second = VectorStore(tmp_path)
    assert numpy.allclose(second.fetch(1, 7, 3), rows, atol=1e-6)
    second.close()


def test_shows_and_generations_are_kept_apart(vectors: VectorStore) -> None:
    rows = unit_rows(4)
    vectors.add(1, 7, [1, 2], rows[:2])
    vectors.add(1, 8, [1], rows[2:3])
    vectors.add(2, 9, [1], rows[3:])

    assert vectors.shows() == {1, 2}
    assert vectors.generations(1) == {7, 8}
    assert {hit[:2] for hit in vectors.search(2, rows[0], 10)} == {(9, 1)}


@pytest.mark.slow
def test_a_removed_generation_is_found_no_more_and_the_others_all_are(vectors: VectorStore) -> None:
    rows = unit_rows(400)
    for generation in (1, 2, 3, 4):
        vectors.add(1, generation, range(1, 101), rows[(generation - 1) * 100 : generation * 100])

    vectors.remove(1, 1, 100)
    vectors.remove(1, 2)
    vectors.remove(1, 3, 100)

    assert vectors.generations(1) == {4}
    assert {hit[:2] for hit in vectors.search(1, rows[0], 400)} == {(4, number) for number in range(1, 101)}


def test_storing_again_replaces(vectors: VectorStore) -> None:
    rows = unit_rows(4)
    vectors.add(1, 7, [1, 2], rows[:2])
    vectors.add(1, 7, [1, 2], rows[2:])

    assert numpy.allclose(vectors.fetch(1, 7, 2), rows[2:], atol=1e-6)
    assert len(vectors.search(1, rows[0], 10)) == 2


def test_more_rows_than_are_written_at_once_are_stored_and_removed_whole(vectors: VectorStore) -> None:
    count = 3 * ROWS_PER_CHANGE + 1
    rows = unit_rows(count)
    vectors.add(1, 7, range(1, count + 1), rows)

    assert numpy.allclose(vectors.fetch(1, 7, count), rows, atol=1e-6)
    vectors.remove(1, 7, count)
    assert vectors.generations(1) == set()


@pytest.mark.slow
def test_an_episode_of_more_rows_than_chroma_writes_at_once_is_fetched_whole(
    vectors: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_store, "ROWS_PER_CHANGE", 5000)  # 16 at a time take seconds
    rows = unit_rows(6000)
    vectors.add(1, 7, range(1, 6001), rows)

    assert numpy.allclose(vectors.fetch(1, 7, 6000), rows, atol=1e-6)


def test_a_show_that_was_never_indexed_or_is_dropped_has_nothing(vectors: VectorStore) -> None:
    vectors.add(1, 7, [1], unit_rows(1))
    vectors.drop(1)

    for show in (1, 2):
        assert vectors.search(show, unit_rows(1)[0], 5) == []
        assert vectors.generations(show) == set()
        vectors.remove(show, 7, 3)
        vectors.drop(show)
        with pytest.raises(LibraryError, match="podcite doctor --fix"):
            vectors.fetch(show, 7, 1)
    assert vectors.shows() == set()


def test_a_missing_row_is_said_rather_than_skipped(vectors: VectorStore) -> None:
    vectors.add(1, 7, [1, 3], unit_rows(2))

    with pytest.raises(LibraryError, match="index of this episode is incomplete"):
        vectors.fetch(1, 7, 3)


def test_a_vector_of_another_model_is_refused(vectors: VectorStore) -> None:
    vectors.add(1, 7, [1], unit_rows(1))

    with pytest.raises(LibraryError, match="dimension of 24, got 3"):
        vectors.add(1, 8, [1], numpy.eye(1, 3, dtype=float32))


def test_vectors_of_two_models_stand_apart_in_one_place(vectors: VectorStore) -> None:
    other = vectors.for_model("openai:text-embedding-3-small")
    vectors.add(1, 7, [1], unit_rows(1))
    other.add(1, 8, [1], numpy.eye(1, 3, dtype=float32))

    assert (vectors.generations(1), other.generations(1)) == ({7}, {8})
    assert [hit[:2] for hit in other.search(1, numpy.eye(1, 3, dtype=float32)[0], 5)] == [(8, 1)]
    other.drop(1)
    assert (vectors.shows(), other.shows()) == ({1}, set())


def test_threads_may_write_and_search_at_once(vectors: VectorStore) -> None:
    rows = unit_rows(50)

    def work(generation: int) -> int:
        vectors.add(1, generation, range(1, 51), rows)
        return len(vectors.search(1, rows[0], 5))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(1, 9))) == [5] * 8
    assert vectors.generations(1) == set(range(1, 9))


def test_a_server_that_does_not_answer_is_named(unused_tcp_port: int) -> None:
    with pytest.raises(LibraryError, match="of the Chroma server in CHROMA_URL can't be used"):
        VectorStore(f"http://127.0.0.1:{unused_tcp_port}").search(1, unit_rows(1)[0], 5)


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8000",
        "ftp://host",
        "http://",
        "http://mia:honeypot@",
        "http://mia:honeypot@host:port",
        "http://mia:honeypot@[host",
    ],
)
def test_an_address_that_is_none_is_a_wrong_setting_and_its_password_is_not_said(address: str) -> None:
    with pytest.raises(ConfigurationError, match="CHROMA_URL") as raised:
        VectorStore(address)
    assert "honeypot" not in str(raised.value)


def test_a_folder_that_is_no_index_is_said_until_it_is_one_again(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_text("this is not a database, it is a shopping list " * 40)

    vectors = VectorStore(tmp_path)
    for _ in range(2):
        with pytest.raises(LibraryError, match="vectors in"):
            vectors.shows()

    (tmp_path / "chroma.sqlite3").unlink()
    assert vectors.shows() == set()
    vectors.close()


@pytest.mark.slow
def test_processes_see_what_each_other_changes_and_lose_none_of_it(
    vectors: VectorStore, tmp_path: Path
) -> None:
    rows = numpy.eye(24, dtype=float32)
    vectors.add(1, 7, range(1, 25), rows)
    assert vectors.search(1, rows[3], 1)[0][:2] == (7, 4)
    script = (
        "import sys, numpy; from pathlib import Path; from retrieval.index.vector_store import VectorStore;"
        "rows = numpy.eye(24, dtype='float32'); vectors = VectorStore(Path(sys.argv[1]));"
        "vectors.remove(1, 7, 24); vectors.add(1, 8, range(1, 25), -rows);"
        "print('written', flush=True); input(); assert vectors.generations(1) == {8, 9}; vectors.drop(1)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "vectors")]
    with subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "written\n"
        assert vectors.search(1, -rows[3], 1)[0][:2] == (8, 4)
        vectors.add(1, 9, [1], rows[:1])
        other.communicate("\n", timeout=60)

    assert other.returncode == 0
    assert vectors.search(1, rows[0], 5) == []


def test_a_folder_that_another_process_keeps_is_said(
    vectors: VectorStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.index.shared_client.FOLDER_LOCK_SECONDS", 0.0)
    vectors.add(1, 7, [1], unit_rows(1))
    other = SharedFolder(tmp_path / "vectors")

    with other.lock(), pytest.raises(LibraryError, match="Another process is using"):
        VectorStore(tmp_path / "vectors").search(1, unit_rows(1)[0], 1)
    with other.lock():
        assert len(vectors.search(1, unit_rows(1)[0], 1)) == 1


@pytest.mark.slow
def test_once_warmed_up_searching_reads_no_file_of_a_show(vectors: VectorStore, tmp_path: Path) -> None:
    rows = unit_rows(1200)  # enough that Chroma has written its graph
    vectors.add(1, 7, range(1, 1201), rows)
    vectors.close()

    vectors.warm_up()
    for graph in tmp_path.rglob("*.bin"):
        graph.unlink()

    assert vectors.search(1, rows[41], 1)[0][:2] == (7, 42)
