"""A writer is killed before every call that it makes to a store: each episode is wholly old or wholly new."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog.generation_store import GenerationStore
from retrieval.catalog.removal_store import RemovalStore
from retrieval.index import indexer
from retrieval.index.remover import Remover
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Details, Scope
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored
from tests.retrieval.processes import PROCESSES

BEES = Details(show="The Hive", title="On bees", episode="hive-1")
ANTS = Details(show="Anthill", title="On ants", episode="ants-1")
CALLS: list[tuple[type, tuple[str, ...]]] = [
    (GenerationStore, ("begin", "switch", "remove", "roll_back", "forget")),
    (RemovalStore, ("remove_show", "delete_guild")),
    (VectorStore, ("add", "fetch", "search", "nearest_scores", "remove", "drop")),
    (TermIndex, ("add", "count", "remove")),
]
MOST_CALLS = 40
GUILD = 7
OF_GUILD = Details(show="Nectary", title="On nectar", episode="hive-7")


def _add(parts: IndexParts) -> None:
    parts.indexer.add(transcript("queens", "honey", "drones"), BEES, name="bees.srt")


def _add_first(parts: IndexParts) -> None:
    parts.indexer.add(transcript("larvae"), ANTS, name="ants.srt")


def _reindex(parts: IndexParts) -> None:
    indexer.SPLITTER_VERSION = "another"  # type: ignore[attr-defined]
    parts.indexer.reindex(parts.episode("hive-1"))


def _remove(parts: IndexParts) -> None:
    parts.indexer.remove(parts.episode("hive-1"))


def _remove_show(parts: IndexParts) -> None:
    _remover(parts).remove_show(None, "the-hive", forget=False)


def _delete_guild(parts: IndexParts) -> None:
    _remover(parts).delete_guild(GUILD)


def _remover(parts: IndexParts) -> Remover:
    return Remover(parts.catalog, parts.vectors, parts.terms, parts.home)


def _roll_back(parts: IndexParts) -> None:
    parts.indexer.roll_back(parts.episode("hive-1"))


OLD, NEW, OLDER = ["honey", "wax"], ["queens", "honey", "drones"], ["smoke"]
GUILDS_OWN = {"hive-7": ["nectar"]}
WORK: dict[str, tuple[Callable[[IndexParts], None], dict[str, list[str]]]] = {
    "add": (_add, GUILDS_OWN | {"hive-1": NEW}),
    "add first": (_add_first, GUILDS_OWN | {"hive-1": OLD, "ants-1": ["larvae"]}),
    "reindex": (_reindex, GUILDS_OWN | {"hive-1": OLD}),
    "roll back": (_roll_back, GUILDS_OWN | {"hive-1": OLDER}),
    "remove": (_remove, GUILDS_OWN),
    "remove show": (_remove_show, GUILDS_OWN),
    "delete server": (_delete_guild, {"hive-1": OLD}),
}


MORE = ("add first", "reindex")
"""What makes the same calls as another one; `make chaos` kills it too."""


def work_until_killed(home: Path, work: str, survived: int) -> None:
    """Do the work, and die before the call after so many."""
    calls = 0

    def mortal(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal calls
            if calls == survived:
                os.kill(os.getpid(), signal.SIGKILL)
            calls += 1
            return real(*args, **more)

        return call

    for owner, names in CALLS:
        for name in names:
            setattr(owner, name, mortal(getattr(owner, name)))
    parts = open_parts(home)
    WORK[work][0](parts)
    parts.close()


def found(parts: IndexParts) -> dict[str, list[str]]:
    episodes = parts.catalog.episodes(Scope(GUILD))
    return {episode.id: [text.split()[4] for text in parts.texts(episode.id, GUILD)] for episode in episodes}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("library")
    parts = open_parts(home)
    for topics in (OLDER, OLD):
        parts.indexer.add(transcript(*topics), BEES, name="bees.srt")
    parts.indexer.add(transcript("nectar"), OF_GUILD, guild=GUILD, name="nectar.srt")
    parts.close()
    return home


@pytest.mark.slow
@pytest.mark.parametrize(
    "work", [pytest.param(work, marks=[pytest.mark.sweep] if work in MORE else []) for work in WORK]
)
def test_a_kill_before_any_call_leaves_every_episode_old_or_new(
    library: Path, tmp_path: Path, work: str
) -> None:
    survived, outcomes = 0, []
    while survived < MOST_CALLS:
        home = tmp_path / str(survived)
        shutil.copytree(library, home)
        writer = PROCESSES.Process(target=work_until_killed, args=(home, work, survived))
        writer.start()
        writer.join()
        parts = open_parts(home)
        outcomes.append(found(parts))
        parts.indexer.remove_leftovers()
        assert found(parts) == outcomes[-1]
        verify_stored(parts)
        if writer.exitcode == -signal.SIGKILL:
            # What was interrupted can be done again, and what it made isn't lost.
            parts.indexer.add(transcript("later"), BEES, name="bees.srt")
            assert found(parts)["hive-1"] == ["later"]
            verify_stored(parts)
        parts.close()
        if writer.exitcode == 0:
            break
        assert writer.exitcode == -signal.SIGKILL
        survived += 1
    old, new = GUILDS_OWN | {"hive-1": OLD}, WORK[work][1]
    switched = outcomes.index(new)
    assert outcomes == [old] * switched + [new] * (len(outcomes) - switched)
