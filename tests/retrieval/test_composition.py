"""The parts of a library are built once, whichever threads ask for them."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import cast

import pytest

from retrieval.composition.composition import Composition
from retrieval.concurrency import BuiltOnce
from retrieval.models.options import Options

ROOT = Path(__file__).resolve().parents[2]


class NoticedLock:
    """A reentrant lock that says when a thread has to wait for it."""

    def __init__(self) -> None:
        self._lock, self.waited_for = threading.RLock(), threading.Event()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.waited_for.set()
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Nested(Composition):
    """Has a part that needs another, which a second thread asks for just then."""

    def __init__(self, home: Path) -> None:
        super().__init__(Options(home, "local:none"))
        self.begun, self.built, self.lock = threading.Event(), 0, NoticedLock()
        self.build_lock = cast(threading.RLock, self.lock)

    @BuiltOnce
    def inner(self: Composition) -> object:
        assert isinstance(self, Nested)
        self.built += 1
        return object()

    @BuiltOnce
    def outer(self: Composition) -> object:
        assert isinstance(self, Nested)
        self.begun.set()
        assert self.lock.waited_for.wait(10), "the other thread didn't have to wait"
        return self.inner


def test_two_threads_that_need_parts_in_different_orders_both_get_them(tmp_path: Path) -> None:
    parts, found = Nested(tmp_path), list[object]()

    def other() -> None:
        parts.begun.wait()
        found.append(parts.inner)

    threads = [
        threading.Thread(target=other, daemon=True),
        threading.Thread(target=lambda: found.append(parts.outer), daemon=True),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert found == [parts.inner, parts.inner]
    assert parts.built == 1


@pytest.mark.slow
def test_the_reranker_that_nobody_set_is_not_imported(tmp_path: Path) -> None:
    asked = (
        "import sys; from retrieval.composition.composition import Composition; "
        "from retrieval.models.options import Options; from pathlib import Path; "
        f"Composition(Options(Path({str(tmp_path)!r}), 'local:podcite-minilm-1')).retriever; "
        "sys.exit('retrieval.search.cross_encoder' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, timeout=120).returncode == 0
