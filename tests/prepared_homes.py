"""Libraries that are the same in many tests, each indexed once in a run, whatever the number of workers."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:  # it imports the program, which few tests need
    from tests.recorded.libraries import Library


def prepared(factory: pytest.TempPathFactory, library: "Library", transcripts: Path) -> Path:
    """Return the folder of this library, for reading only. The first worker that asks makes it."""

    def index(home: Path) -> None:
        library.index(home, transcripts)

    return once_per_run(factory, library.name, index)


def copied(home: Path, factory: pytest.TempPathFactory) -> Path:
    """Return a copy that a test may change."""
    return Path(shutil.copytree(home, factory.mktemp(home.name) / "home"))


def once_per_run(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder, for reading only, that `make` fills; the first worker that asks calls it."""
    run = _run(factory)
    made, finished = run / "prepared" / name, run / f"prepared-{name}.finished"
    made.parent.mkdir(exist_ok=True)
    with FileLock(run / f"prepared-{name}.lock"):
        if not finished.exists():  # a folder that is renamed would take an open log with it
            shutil.rmtree(made, ignore_errors=True)
            make(made)
            finished.touch()
    return made


def folder_of_run(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a folder that all workers of the run share."""
    folder = _run(factory) / name
    folder.mkdir(exist_ok=True)
    return folder


def _run(factory: pytest.TempPathFactory) -> Path:
    own = factory.getbasetemp()  # each worker has a folder of its own in that of the run
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
