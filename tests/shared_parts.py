"""What is the same in many tests and takes time to make: weights, vectors, and processes that read files."""

import os
import pickle
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, cast

import certifi
import pytest
import typer.main
from cachetools import LRUCache
from numpy import int64
from numpy.typing import NDArray
from sqlalchemy import URL, Engine, create_engine

from retrieval.catalog import database
from retrieval.index import local_models
from retrieval.index.local_models import PodciteMiniLM
from retrieval.untrusted import budgeted_process
from retrieval.untrusted.budgeted_process import ProcessPool, _Child

OWN_WEIGHTS = local_models.WEIGHTS_SHA256
_SPARE_CHILDREN = 2
_REMEMBERED_STATEMENTS = 5000
_REMEMBERED_TEXTS = 2000
"""Texts whose vectors are kept; those of a long one take 60 kilobytes."""


class SparingPool(ProcessPool):
    """Leaves its idle children to the next library of the same test process, and takes over earlier ones."""

    _spare: ClassVar[list[_Child]] = []
    _spare_lock = threading.Lock()

    def close(self) -> None:
        with self._lock, self._spare_lock:
            kept = self._idle[: _SPARE_CHILDREN - len(self._spare)]
            self._spare.extend(kept)
            self._idle = self._idle[len(kept) :]
        super().close()

    def _take(self) -> _Child:
        with self._lock, self._spare_lock:
            if not self._idle and self._spare:
                self._idle.append(self._spare.pop())
        return super()._take()


VECTORS_FOLDER = "TESTS_VECTORS_FOLDER"
"""The environment variable that names the folder where the processes of a run share what the model made."""


class RememberingSession:
    """The model's session, which runs each text once in a run of the tests: its vectors are always the same.

    Tests index the same few texts again and again, and most of that time goes into the model. With a folder,
    the processes of a run share what they made in it.
    """

    def __init__(self, session: Any, folder: Path | None = None) -> None:
        self._session, self._folder = session, folder
        self._made: LRUCache[bytes, dict[str, NDArray[Any]]] = LRUCache(_REMEMBERED_TEXTS)
        self._lock = threading.Lock()

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[int64]]) -> list[NDArray[Any]]:
        text = inputs["input_ids"].tobytes()
        with self._lock:
            made = self._made.get(text, {})
        if not made.keys() >= set(outputs):
            made = made | self._made_by_any(text, outputs, inputs)
            for array in made.values():
                array.setflags(write=False)
            with self._lock:
                self._made[text] = made
        return [made[output] for output in outputs]

    def _made_by_any(
        self, text: bytes, outputs: Sequence[str], inputs: Mapping[str, NDArray[int64]]
    ) -> dict[str, NDArray[Any]]:
        """Return what some process of this run made of a text, or make it."""
        if self._folder is None:
            return dict(zip(outputs, self.run_again(outputs, inputs), strict=True))
        file = self._folder / f"{blake2b(text, digest_size=16).hexdigest()}-{'-'.join(outputs)}"
        with suppress(FileNotFoundError):
            return cast(dict[str, NDArray[Any]], pickle.loads(file.read_bytes()))
        made = dict(zip(outputs, self.run_again(outputs, inputs), strict=True))
        unfinished = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        unfinished.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
        unfinished.replace(file)
        return made

    def run_again(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[int64]]) -> list[NDArray[Any]]:
        """Run a text whether or not it was run before."""
        found: list[NDArray[Any]] = self._session.run(list(outputs), dict(inputs))
        return found


def share_parts(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Share them among all libraries of this process, and vectors in a folder with those of other processes.

    Weights that a test replaces are loaded as ever.
    """
    patch.setenv(VECTORS_FOLDER, str(folder))
    patch.setattr(
        typer.main, "get_command", cache(typer.main.get_command)
    )  # of all of the program's commands
    load = local_models.LocalModel.__dict__["_loaded"]
    loaded: dict[Any, Any] = {}
    lock = threading.Lock()

    def once(model: PodciteMiniLM) -> Any:
        weights = (local_models.WEIGHTS, local_models.WEIGHTS_SHA256)
        with lock:
            if weights not in loaded:
                tokenizer, session = load.func(model)
                is_own = local_models.WEIGHTS_SHA256 == OWN_WEIGHTS
                loaded[weights] = tokenizer, RememberingSession(session, folder if is_own else None)
            return loaded[weights]

    shared = cached_property(once)
    shared.__set_name__(PodciteMiniLM, "_loaded")
    patch.setattr(PodciteMiniLM, "_loaded", shared, raising=False)
    patch.setattr(budgeted_process, "ProcessPool", SparingPool)  # libraries import it when they need it


def share_statements(patch: pytest.MonkeyPatch) -> None:
    """Let the catalogs of this process compile each statement once, not once in each test.

    SQLAlchemy keeps what it has compiled by engine and dialect.
    """
    create = database._create_engine
    shared = create_engine("sqlite://", query_cache_size=_REMEMBERED_STATEMENTS)
    shared.connect().close()  # the first connection tells the dialect what the driver can do

    def create_sharing(url: URL) -> Engine:
        engine = create(url)
        if url.get_backend_name() == "sqlite":
            engine.dialect, engine._compiled_cache = shared.dialect, shared._compiled_cache
        return engine

    patch.setattr(database, "_create_engine", create_sharing)


def trust_one_authority(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let clients, also in processes, read one certificate, not hundreds: the tests' servers have none."""
    end = "-----END CERTIFICATE-----\n"
    file = folder / "authority.pem"
    file.write_text(certifi.contents().partition(end)[0] + end, encoding="utf-8")
    patch.setenv("SSL_CERT_FILE", str(file))
