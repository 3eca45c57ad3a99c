"""A full disk, a Chroma server that dies, a catalog that is locked: one sentence, and nothing is lost."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog import database
from retrieval.catalog.catalog import Catalog
from retrieval.errors import LibraryError
from retrieval.index import chroma_client
from retrieval.index.indexer import Indexer
from retrieval.index.shared_client import SharedClient
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.transcripts.bounded_reader import read_segments
from tests.retrieval.indexing import HashEmbeddings, IndexParts, open_parts, transcript, verify_stored
from tests.retrieval.test_crashes import BEES, NEW, OLD

ROOT = Path(__file__).parents[2]
REASON = "The disk is full"
TOPICS = {"old": ["honey", "wax"], "new": ["honey", "queens", "drones"]}


def topics(parts: IndexParts) -> list[str]:
    return [text.split()[4] for text in parts.texts("hive-1")]


@pytest.mark.long
def test_a_disk_that_fills_up_at_any_step_loses_nothing(tmp_path: Path) -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this machine doesn't let a process mount a small disk of its own")
    command = ["unshare", "-rm", sys.executable, "-m", "tests.retrieval.full_disk", str(tmp_path)]
    done = subprocess.run(command, timeout=300, check=True, cwd=ROOT, capture_output=True, text=True)

    attempts = [json.loads(line) for line in done.stdout.splitlines()]
    wholly = {"add": ([2], [59]), "remove": ([2], [])}
    for work, free_kb, said, then, kept, again in attempts:
        old, new = wholly[work]
        worked = said in {"updated", "removed"}
        assert worked or REASON in said, (work, free_kb, said)
        assert then == kept == (new if worked else old), (work, free_kb, said)
        assert again == [2]
    assert {said in {"updated", "removed"} for _, _, said, *_ in attempts} == {True, False}


class Client:
    def close(self) -> None:
        """Do nothing: nothing is held."""


def test_a_client_whose_change_failed_is_not_used_again(tmp_path: Path) -> None:
    opened: list[Client] = []

    def open_(_: Path) -> Client:
        opened.append(Client())
        return opened[-1]

    shared = SharedClient(tmp_path, open_)
    with pytest.raises(LibraryError), shared.session("show-1", change=True):
        raise LibraryError("The disk is full.")
    with shared.session("show-1", change=True), pytest.raises(LibraryError):
        raise LibraryError("This one is caught within.")
    with shared.session("show-1", change=False) as client:
        assert client is opened[1]


class Server:
    """A real Chroma server on loopback, which can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        self._folder = folder
        self.start()

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(self._folder)]
        self._process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", self.port],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", int(self.port)), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the Chroma server never answered")

    @contextmanager
    def hung(self) -> Iterator[None]:
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("chroma"))
    yield server
    server.kill()


@pytest.fixture
def on_server(server: Server, tmp_path: Path) -> Iterator[IndexParts]:
    # A model's name of its own keeps one test's collections from another's.
    model = HashEmbeddings(f"local:{tmp_path.name}")
    catalog, terms = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}"), TermIndex(tmp_path / "terms")
    vectors = VectorStore(f"http://127.0.0.1:{server.port}", model.name)
    tokens = TokenStore(tmp_path / "tokens", model.name)
    indexer = Indexer(catalog, vectors, terms, model, tmp_path, read=read_segments, tokens=tokens)
    yield IndexParts(tmp_path, catalog, vectors, terms, model, indexer, tokens)
    catalog.close()


@pytest.mark.slow
@pytest.mark.parametrize(("step", "after"), [("add", False), ("add", True), ("remove", False)])
def test_a_chroma_server_that_dies_midway_loses_nothing_and_is_used_again(
    server: Server, on_server: IndexParts, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    for content in (transcript("wax"), OLD):
        on_server.indexer.add(content, BEES, name="bees.srt")
    real = getattr(VectorStore, step)

    def dying(*args: Any) -> None:
        if after:
            real(*args)
        server.kill()
        if not after:
            real(*args)

    with monkeypatch.context() as patched:
        patched.setattr(VectorStore, step, dying)
        if step == "add":
            with pytest.raises(LibraryError, match="of the Chroma server in CHROMA_URL can't be used"):
                on_server.indexer.add(NEW, BEES, name="bees.srt")
        else:  # the switch is made by then, and the older version leaves later
            on_server.indexer.add(NEW, BEES, name="bees.srt")

    now = TOPICS["old" if step == "add" else "new"]
    assert topics(on_server) == now
    server.start()
    assert on_server.indexer.remove_leftovers() == 1
    assert topics(on_server) == now
    verify_stored(on_server)
    on_server.indexer.add(NEW, BEES, name="bees.srt")
    assert topics(on_server) == TOPICS["new"]
    verify_stored(on_server)


@pytest.mark.slow
@pytest.mark.parametrize("known", [True, False])
def test_a_chroma_server_that_hangs_ends_a_search_with_a_sentence(
    server: Server, on_server: IndexParts, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(chroma_client, "CHROMA_TIMEOUT_SECONDS", 0.5)
    on_server.indexer.add(OLD, BEES, name="bees.srt")
    vectors = (
        on_server.vectors if known else VectorStore(f"http://127.0.0.1:{server.port}", on_server.model.name)
    )
    (row,) = on_server.model.embed(["honey"])
    (show,) = on_server.vectors.shows()

    with server.hung(), pytest.raises(LibraryError, match="can't be used: timed out") as raised:
        vectors.search(show, row, 1)
    assert "of the Chroma server in CHROMA_URL can't be used" in str(raised.value)
    assert "127.0.0.1" not in str(raised.value)
    assert vectors.search(show, row, 1)


@pytest.mark.slow
def test_a_catalog_that_another_program_keeps_locked_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    parts = open_parts(tmp_path)
    parts.indexer.add(OLD, BEES, name="bees.srt")
    other = sqlite3.connect(tmp_path / "catalog.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    changes: list[Callable[[], object]] = [
        lambda: parts.indexer.add(NEW, BEES, name="bees.srt"),
        lambda: parts.indexer.remove(parts.episode("hive-1")),
    ]
    for change in changes:
        with pytest.raises(LibraryError, match="catalog is busy"):
            change()
        assert topics(parts) == TOPICS["old"]

    other.execute("ROLLBACK")
    other.close()
    verify_stored(parts)
    assert parts.indexer.add(NEW, BEES, name="bees.srt").outcome == "updated"
    verify_stored(parts)
    parts.close()
