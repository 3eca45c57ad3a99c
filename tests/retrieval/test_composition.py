"""The parts of a library are built once, whichever threads ask for them."""

import threading
import time
from pathlib import Path

from retrieval.composition.composition import Composition
from retrieval.concurrency import BuiltOnce
from retrieval.models.options import Options


class Nested(Composition):
    """Has a part that needs another, which a second thread asks for just then."""

    def __init__(self, home: Path) -> None:
        super().__init__(Options(home, "local:none"))
        self.begun, self.built = threading.Event(), 0

    @BuiltOnce
    def inner(self: Composition) -> object:
        assert isinstance(self, Nested)
        self.built += 1
        return object()

    @BuiltOnce
    def outer(self: Composition) -> object:
        assert isinstance(self, Nested)
        self.begun.set()
        time.sleep(0.2)  # the other thread waits by now
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
