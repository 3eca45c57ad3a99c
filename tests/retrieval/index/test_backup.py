"""A restored backup is there whole, or what was there before: at whatever stage the restoring ends."""

import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from ctypes import c_int
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import ConfigurationError, LibraryError
from retrieval.index.backup import back_up, restore
from retrieval.index.writer_lock import WriterLock
from retrieval.models import Details, Scope
from retrieval.models.guilds import Actor, Job, TranscriptFile
from tests.retrieval.indexing import open_parts, transcript
from tests.retrieval.processes import PROCESSES

BEES = Details(show="The Hive", title="On bees", episode="hive-1")
ANTS = Details(show="Anthill", title="On ants", episode="ants-1")
KILLS = int(os.environ.get("KILLS", "5"))
"""Kills; `make chaos` does more."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One episode in the backup `packed.zip`; another one, and a change of the first, came later."""
    home = tmp_path / "home"
    home.mkdir()
    parts = open_parts(home)
    parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt")
    back_up(home, None, tmp_path / "packed.zip")
    parts.indexer.add(transcript("queens", "drones", "smoke"), BEES, name="bees.srt")
    parts.indexer.add(transcript("larvae"), ANTS, name="ants.srt")
    parts.close()
    return home


def said(home: Path) -> dict[str, list[str]]:
    parts = open_parts(home)
    try:
        episodes = parts.catalog.episodes(Scope())
        return {episode.id: [text.split()[4] for text in parts.texts(episode.id)] for episode in episodes}
    finally:
        parts.close()


LATER = {"hive-1": ["queens", "drones", "smoke"], "ants-1": ["larvae"]}
BACKED_UP = {"hive-1": ["honey", "wax"]}


@pytest.mark.slow
def test_a_restored_catalog_is_indexed_again_from_itself_alone(home: Path, tmp_path: Path) -> None:
    manifest, kept = restore(home, None, tmp_path / "packed.zip")
    assert kept
    assert kept.parent == home
    assert f"{manifest.created:%Y%m%d}" in kept.name
    assert said(home) == BACKED_UP
    for folder in ("vectors", "terms"):
        shutil.rmtree(home / folder)
    parts = open_parts(home)
    assert parts.indexer.reindex(parts.episode("hive-1")).outcome == "updated"
    assert parts.terms.search("wax", 3)
    episode = parts.episode("hive-1")
    assert len(parts.vectors.fetch(episode.show.key, episode.generation, episode.segments)) == 2
    parts.close()
    shutil.move(kept, home / "catalog.db")
    assert said(home) == LATER


@pytest.mark.slow
def test_jobs_that_were_going_on_do_not_come_back(home: Path, tmp_path: Path) -> None:
    parts = open_parts(home)
    job = Job(7, "the-hive", "remove", Actor(1, "mia"))
    parts.catalog.jobs.create(job, [TranscriptFile("bees.srt", b"1")])
    parts.close()
    back_up(home, None, tmp_path / "with-a-job.zip")
    restore(home, None, tmp_path / "with-a-job.zip")
    parts = open_parts(home)
    assert parts.catalog.jobs.unfinished(None) == []
    parts.close()
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        assert catalog.execute("select count(*) from job_files").fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["none", "page", "header", "removed"])
def test_numbers_that_were_given_away_are_not_given_again(home: Path, tmp_path: Path, damage: str) -> None:
    """The vectors, terms and buttons of later generations are still there and must not pass for new ones."""
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        last = catalog.execute("select max(id) from generations").fetchone()[0]
        version = catalog.execute("select version from changes").fetchone()[0]
    match damage:
        case "page" | "header":
            content = bytearray((home / "catalog.db").read_bytes())
            start = 0 if damage == "header" else 4096
            content[start : start + 8000] = b"\xff" * 8000
            (home / "catalog.db").write_bytes(content)
        case "removed":
            (home / "catalog.db").unlink()
    _, kept = restore(home, None, tmp_path / "packed.zip")
    assert (kept is None) == (damage == "removed")
    assert said(home) == BACKED_UP
    parts = open_parts(home)
    assert parts.catalog.version() > version
    parts.indexer.add(transcript("termites"), ANTS, name="ants.srt")
    assert parts.episode("ants-1").generation > last
    parts.close()


@pytest.mark.slow
def test_a_home_in_use_is_refused_and_left_as_it_is(home: Path, tmp_path: Path) -> None:
    with (
        WriterLock(home).acquire("adding ants.srt"),
        pytest.raises(LibraryError, match=r"Process \d+ has been adding ants\.srt"),
    ):
        restore(home, None, tmp_path / "packed.zip")
    parts = open_parts(home)  # as the bot does: it has the catalog open and does nothing
    assert parts.catalog.version()
    with pytest.raises(LibraryError, match="Another process is using the catalog"):
        restore(home, None, tmp_path / "packed.zip")
    parts.close()
    assert said(home) == LATER
    assert not list(home.glob("*replaced*"))
    assert not list(home.glob(".*"))


@pytest.mark.slow
def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    packed.write_bytes(packed.read_bytes()[:-100])
    before = (home / "catalog.db").read_bytes()
    with pytest.raises(LibraryError, match="damaged"):
        restore(home, None, packed)
    assert (home / "catalog.db").read_bytes() == before


def test_postgresql_is_left_to_its_own_tools(tmp_path: Path) -> None:
    for work in (back_up, restore):
        with pytest.raises(ConfigurationError, match="pg_dump"):
            work(tmp_path, "postgresql://podcite@db/podcite", tmp_path / "b.zip")


@pytest.mark.slow
def test_a_kill_at_any_stage_leaves_the_old_catalog_or_the_new_one(home: Path, tmp_path: Path) -> None:
    packed, whole = tmp_path / "large.zip", tmp_path / "whole"
    shutil.copytree(home, whole)
    restore(whole, None, tmp_path / "packed.zip")
    # More pages than SQLite keeps in memory, so that some are written before the last one is copied.
    with closing(sqlite3.connect(whole / "catalog.db")) as catalog, catalog:
        catalog.execute("create table ballast (content blob)")
        catalog.executemany("insert into ballast values (randomblob(100000))", [()] * 60)
    back_up(whole, None, packed)
    stages = restore_in_process(Path(shutil.copytree(home, tmp_path / "counted")), packed, killed_at=0)
    assert said(tmp_path / "counted") == BACKED_UP

    seen, half_written = [], 0
    for number in range(KILLS):
        copy = Path(shutil.copytree(home, tmp_path / str(number)))
        stage = 1 + number * (stages - 1) // (KILLS - 1)
        assert restore_in_process(copy, packed, killed_at=stage) == stage
        grown = (copy / "catalog.db").stat().st_size > (home / "catalog.db").stat().st_size
        with closing(sqlite3.connect(copy / "catalog.db")) as catalog:
            assert catalog.execute("pragma integrity_check").fetchall() == [("ok",)]
        seen.append(said(copy))
        assert seen[-1] in (LATER, BACKED_UP)
        half_written += grown and seen[-1] == LATER
        restore(copy, None, packed)
        assert said(copy) == BACKED_UP
        shutil.rmtree(copy)
    assert LATER in seen
    assert BACKED_UP in seen
    assert half_written


def restore_in_process(home: Path, packed: Path, killed_at: int) -> int:
    """Restore in a process that is killed at a stage, 0 for none; return the number of stages begun."""
    stages = PROCESSES.RawValue("i", 0)
    process = PROCESSES.Process(target=_restore_in_stages, args=(home, packed, killed_at, stages))
    process.start()
    process.join()
    assert process.exitcode == (-signal.SIGKILL if killed_at else 0)
    return int(stages.value)


def _restore_in_stages(home: Path, packed: Path, killed_at: int, stages: c_int) -> None:
    """A stage is a change of a file in the folder, an SQL statement, or some copied pages of a database."""

    def begin_stage(*_: object) -> None:
        stages.value += 1
        if stages.value == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    class InStages(sqlite3.Connection):
        def execute(self, *args: Any) -> sqlite3.Cursor:
            begin_stage()
            return super().execute(*args)

        def backup(self, target: sqlite3.Connection, **_: Any) -> None:
            super().backup(target, pages=30, progress=begin_stage)

    def audit(event: str, args: tuple[object, ...]) -> None:
        if event in {"open", "os.rename", "os.remove", "os.chmod"} and str(home) in str(args[0]):
            begin_stage()

    sys.addaudithook(audit)
    sqlite3.connect = partial(sqlite3.connect, factory=InStages)  # type: ignore[assignment]
    restore(home, None, packed)
