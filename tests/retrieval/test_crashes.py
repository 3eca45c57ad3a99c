"""Whatever stops a writer, at any step: every episode is wholly old or wholly new, and nothing else stays."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog.generation_store import GenerationStore
from retrieval.errors import LibraryError
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Details
from tests.retrieval.indexing import HashEmbeddings, IndexParts, open_parts, transcript, verify_stored
from tests.retrieval.processes import PROCESSES

BEES = Details(show="The Hive", title="On bees", episode="hive-1")
OLD, NEW = transcript("honey", "wax"), transcript("honey", "queens", "drones")

# Every call that a writer makes to the outside, in the order of a publication.
BUILDING: list[tuple[type, str]] = [
    (HashEmbeddings, "embed"),
    (GenerationStore, "begin"),
    (VectorStore, "add"),
    (TermIndex, "add"),
    (VectorStore, "fetch"),
    (TermIndex, "count"),
    (GenerationStore, "switch"),
]
ENDING: list[tuple[type, str]] = [(VectorStore, "remove"), (TermIndex, "remove"), (GenerationStore, "forget")]
FAILURES = [(LibraryError("The disk is full."), False), (KeyboardInterrupt(), True)]


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    parts = open_parts(tmp_path)
    yield parts
    parts.close()


def fail(
    monkeypatch: pytest.MonkeyPatch, owner: type, step: str, error: BaseException, *, after: bool
) -> None:
    """Make a step raise, before or after it has done its work."""
    real: Callable[..., Any] = getattr(owner, step)

    def failing(*args: Any, **more: Any) -> Any:
        if after:
            real(*args, **more)
        raise error

    monkeypatch.setattr(owner, step, failing)


@pytest.mark.slow
@pytest.mark.parametrize(("error", "after"), FAILURES, ids=["failing before", "interrupted after"])
@pytest.mark.parametrize(("owner", "step"), BUILDING[:-1], ids=lambda step: getattr(step, "__name__", step))
def test_an_update_that_fails_at_any_step_leaves_the_library_as_it_was(
    parts: IndexParts,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    step: str,
    error: BaseException,
    after: bool,
) -> None:
    parts.indexer.add(OLD, BEES, name="bees.srt")
    before = verify_stored(parts)

    with monkeypatch.context() as patched:
        fail(patched, owner, step, error, after=after)
        with pytest.raises(type(error)):
            parts.indexer.add(NEW, BEES, name="bees.srt")

    assert verify_stored(parts) == before
    assert [text.split()[4] for text in parts.texts("hive-1")] == ["honey", "wax"]
    assert parts.indexer.add(NEW, BEES, name="bees.srt").outcome == "updated"
    verify_stored(parts)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_interrupted_switch_leaves_the_old_or_the_new_version_whole(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    parts.indexer.add(OLD, BEES, name="bees.srt")
    with monkeypatch.context() as patched:
        fail(patched, GenerationStore, "switch", KeyboardInterrupt(), after=after)
        with pytest.raises(KeyboardInterrupt):
            parts.indexer.add(NEW, BEES, name="bees.srt")

    topics = ["honey", "queens", "drones"] if after else ["honey", "wax"]
    assert [text.split()[4] for text in parts.texts("hive-1")] == topics
    verify_stored(parts)


@pytest.mark.parametrize(("owner", "step"), BUILDING, ids=lambda step: getattr(step, "__name__", step))
def test_a_first_episode_that_fails_at_any_step_leaves_an_empty_library(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    with monkeypatch.context() as patched:
        fail(patched, owner, step, KeyboardInterrupt(), after=step != "switch")
        with pytest.raises(KeyboardInterrupt):
            parts.indexer.add(NEW, BEES, name="bees.srt")

    assert verify_stored(parts)["rows"] == {}


@pytest.mark.slow
@pytest.mark.parametrize(("owner", "step"), ENDING, ids=lambda step: getattr(step, "__name__", step))
def test_what_can_not_be_cleaned_up_spoils_nothing_and_goes_with_the_next_sweep(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    for content in (OLD, transcript("wax")):
        parts.indexer.add(content, BEES, name="bees.srt")
    with monkeypatch.context() as patched:
        fail(patched, owner, step, LibraryError("Chroma is away."), after=False)
        assert parts.indexer.add(NEW, BEES, name="bees.srt").outcome == "updated"

    assert [text.split()[4] for text in parts.texts("hive-1")] == ["honey", "queens", "drones"]
    assert parts.indexer.remove_leftovers() == 1
    assert len(verify_stored(parts)["generations"]) == 2  # type: ignore[arg-type]
    assert parts.indexer.remove_leftovers() == 0


def test_a_sweep_leaves_alone_what_another_process_is_building(parts: IndexParts, tmp_path: Path) -> None:
    other, swept = open_parts(tmp_path), []
    real = VectorStore.add

    def meanwhile(self: VectorStore, *args: Any) -> None:
        real(self, *args)
        swept.append(other.indexer.remove_leftovers())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(VectorStore, "add", meanwhile)
        parts.indexer.add(OLD, BEES, name="bees.srt")

    assert swept == [0]
    verify_stored(parts)
    other.close()


def write_until_killed(home: Path, step: str, after: str) -> None:
    owner = next(owner for owner, name in BUILDING + ENDING if name == step)
    real = getattr(owner, step)

    def die(*args: Any, **more: Any) -> None:
        if after == "after":
            real(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, step, die)
    open_parts(home).indexer.add(NEW, BEES, name="bees.srt")


KILLS = [
    ("begin", "after"),
    ("add", "after"),
    ("switch", "before"),
    ("switch", "after"),
    ("remove", "before"),
]
KILLED_HERE = [("add", "after"), ("switch", "after")]


@pytest.mark.slow
@pytest.mark.parametrize(  # test_kills.py kills before each call, the others of these too
    ("step", "after"),
    [pytest.param(*kill, marks=[] if kill in KILLED_HERE else [pytest.mark.sweep]) for kill in KILLS],
)
def test_a_writer_killed_at_any_step_leaves_every_episode_old_or_new(
    parts: IndexParts, tmp_path: Path, step: str, after: str
) -> None:
    for content in (transcript("wax"), OLD):
        parts.indexer.add(content, BEES, name="bees.srt")

    writer = PROCESSES.Process(target=write_until_killed, args=(tmp_path, step, after))
    writer.start()
    writer.join()

    assert writer.exitcode == -signal.SIGKILL
    switched = (step, after) in KILLS[-2:]
    topics = ["honey", "queens", "drones"] if switched else ["honey", "wax"]
    assert [text.split()[4] for text in parts.texts("hive-1")] == topics
    parts.indexer.remove_leftovers()
    kept = verify_stored(parts)
    assert [state for _, state, _ in kept["generations"]] == ["previous", "current"]  # type: ignore[attr-defined]
    assert parts.indexer.add(NEW, BEES, name="bees.srt").outcome == ("unchanged" if switched else "updated")
