"""What every test may ask for, and how the run is laid out."""

import gc
import os
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from retrieval.catalog import migrations
from tests.prepared_catalog import upgrade_quickly
from tests.prepared_homes import folder_of_run
from tests.shared_parts import share_parts, share_statements, trust_one_authority

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MEMORY = Path("/dev/shm")
MEMORY_BYTES = 2 * 1024**3
SLOW_SECONDS = 600
"""The time limit of a slow test; pyproject.toml has that of the others."""
WAITING_FOLDER = Path(__file__).parent / "bot" / "process"
"""Tests that start the bot and mostly wait for it."""
SLOW_FOLDERS = {WAITING_FOLDER, Path(__file__).parent / "recorded"}
"""Tests that start the bot or run many commands, which takes seconds each time."""

# Every commit of a test waits for a real disk, which no test checks: nothing here outlives a loss of power.
if "PYTEST_DEBUG_TEMPROOT" not in os.environ and MEMORY.is_dir() and os.access(MEMORY, os.W_OK):  # noqa: SIM102
    if shutil.disk_usage(MEMORY).free >= MEMORY_BYTES:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)

# Nothing of what is imported here and by the tests is ever garbage: looking for some in it takes seconds.
gc.disable()

# `make test` gives the same result each time; `make chaos` draws more and other examples with every run.
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, deadline=None, database=None, max_examples=15
)
hypothesis.settings.register_profile("chaos", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)  # before tests are left out by their markers
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give slow tests more time, and start with their files, so that no worker waits at the end."""
    slow_files = dict[Path, None]()
    is_slow = cache(lambda path: not SLOW_FOLDERS.isdisjoint(path.parents))
    for item in items:
        if is_slow(item.path) or item.get_closest_marker("long"):
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("slow"):
            slow_files[item.path] = None
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(SLOW_SECONDS))
    place = {path: at for at, path in enumerate(mixed(slow_files))}
    items.sort(key=lambda item: place.get(item.path, len(place)))
    if not config.option.sweeps:
        sweeps = [item for item in items if item.get_closest_marker("sweep")]
        config.hook.pytest_deselected(items=sweeps)
        items[:] = [item for item in items if not item.get_closest_marker("sweep")]


def mixed(files: Iterable[Path]) -> list[Path]:
    """Return the files with those that mostly wait spread evenly among those that keep the processor busy."""
    waiting, working = list[Path](), list[Path]()
    for path in files:
        (waiting if WAITING_FOLDER in path.parents else working).append(path)
    places = {path: (at + 0.5) / len(group) for group in (waiting, working) for at, path in enumerate(group)}
    return sorted(places, key=places.__getitem__)


def pytest_collection_finish() -> None:
    """Look for garbage from here on, but not in what is there already, and less often than Python does."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option by which `make chaos` runs the broad sweeps too."""
    parser.addoption("--sweeps", action="store_true", help="also run the broad sweeps")


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_made_twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        trust_one_authority(patch, tmp_path_factory.mktemp("certificates"))
        patch.setattr(migrations, "upgrade", upgrade_quickly(migrations.upgrade))
        share_parts(patch, folder_of_run(tmp_path_factory, "vectors"))
        share_statements(patch)
        yield


@pytest.fixture(scope="session")
def indexed_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library with the bundled show, which was indexed once for the whole run."""
    from tests.prepared_homes import copied, prepared  # they import the program, which few tests need
    from tests.recorded.libraries import SAMPLE

    return copied(prepared(tmp_path_factory, SAMPLE, SHARED_DATA), tmp_path_factory)


@pytest.fixture(scope="session")
def indexed_interview(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """A copy of the library with a real episode of three and a half hours, indexed once for the whole run."""
    from tests.prepared_homes import copied, prepared
    from tests.recorded.libraries import LEX

    return copied(prepared(tmp_path_factory, LEX, shared_data), tmp_path_factory)


@pytest.fixture(scope="session")
def interview_with_page(indexed_interview: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the same library that also holds the episode's page, made once for the whole run."""
    from tests.prepared_homes import copied, once_per_run
    from tests.recorded.program import podcite

    def make(home: Path) -> None:
        shutil.copytree(indexed_interview, home)
        for part in ("summary", "clips", "questions"):
            assert podcite(home, part, "lex-333").status == 0

    return copied(once_per_run(tmp_path_factory, "lex-333-page", make), tmp_path_factory)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real transcripts next to the project, which a clone elsewhere doesn't have."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real transcripts are not next to this checkout")
    return SHARED_DATA
