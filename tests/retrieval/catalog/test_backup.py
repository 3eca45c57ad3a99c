"""A backup is the catalog as it was at one instant; what isn't one is refused."""

import json
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from retrieval.catalog import backup, disk_space
from retrieval.catalog.backup import read_backup, write_backup
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import REVISION
from retrieval.errors import BadRequestError, LibraryError, NotFoundError, PodciteError
from retrieval.models import Scope
from tests.retrieval.catalog.conftest import Put, entry


@pytest.fixture
def database(catalog: Catalog, put: Put, tmp_path: Path) -> Path:
    put(entry())
    return tmp_path / "catalog.db"


@pytest.fixture
def packed(database: Path, tmp_path: Path) -> Path:
    write_backup(database, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def ids_in(database: Path) -> list[str]:
    catalog = Catalog(f"sqlite:///{database}")
    try:
        return [episode.id for episode in catalog.episodes(Scope())]
    finally:
        catalog.close()


def rewritten(packed: Path, *, without: str = "", catalog: bytes | None = None, **manifest: object) -> Path:
    """Another backup with a change."""
    file = packed.with_name("changed.zip")
    with ZipFile(packed) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        content = {name: old.read(name) for name in old.namelist()}
        content["manifest.json"] = json.dumps(json.loads(content["manifest.json"]) | manifest).encode()
        content["catalog.db"] = content["catalog.db"] if catalog is None else catalog
        for name, data in content.items():
            if name != without:
                new.writestr(name, data)
    return file


def test_a_backup_gives_back_the_catalog_while_it_is_open(
    database: Path, packed: Path, tmp_path: Path
) -> None:
    manifest = read_backup(packed, tmp_path / "copy.db")
    assert (manifest.revision, manifest.version) == (REVISION, "0.1.0")
    assert manifest.size == (tmp_path / "copy.db").stat().st_size
    assert ids_in(tmp_path / "copy.db") == ["bees-1"]
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


@pytest.mark.slow
def test_a_backup_is_consistent_while_others_write(
    catalog: Catalog, put: Put, database: Path, tmp_path: Path
) -> None:
    """Every episode is stored with its segments in one transaction: none may be without."""
    done = threading.Event()

    def write() -> None:
        for number in range(60):
            put(entry(f"bees-{number + 2}"), *[f"Bees dance. {number} {part}" for part in range(50)])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    backups = 0
    while not done.is_set() or not backups:
        write_backup(database, tmp_path / f"{backups}.zip")
        read_backup(tmp_path / f"{backups}.zip", tmp_path / f"{backups}.db")
        with closing(sqlite3.connect(tmp_path / f"{backups}.db")) as copy:
            query = (
                "select g.segments, count(*) from generations g left join segments s on s.generation = g.id"
            )
            assert all(wanted == had for wanted, had in copy.execute(f"{query} group by g.id"))
            assert not copy.execute("pragma foreign_key_check").fetchall()
        backups += 1
    writer.join()


def test_a_backup_overwrites_no_file(database: Path, packed: Path) -> None:
    before = packed.read_bytes()
    with pytest.raises(BadRequestError, match="exists already"):
        write_backup(database, packed)
    assert packed.read_bytes() == before


def test_nothing_to_back_up_and_a_folder_that_is_not_there_are_said(tmp_path: Path, database: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing to back up"):
        write_backup(tmp_path / "other.db", tmp_path / "b.zip")
    with pytest.raises(LibraryError, match="can't be written: No such file"):
        write_backup(database, tmp_path / "missing" / "b.zip")


def test_a_damaged_catalog_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"this was once a database, a long time ago" * 100)
    with pytest.raises(LibraryError, match=r"damaged .*podcite restore"):
        write_backup(tmp_path / "catalog.db", tmp_path / "b.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]


@pytest.mark.slow
def test_a_damaged_backup_is_refused_wherever_it_is_damaged(packed: Path, tmp_path: Path) -> None:
    whole = packed.read_bytes()
    damaged = tmp_path / "damaged.zip"
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            damaged.write_bytes(content)
            try:
                read_backup(damaged, tmp_path / "copy.db")
            except PodciteError as error:
                refusals = ("damaged or isn't a Podcite backup", "newer Podcite")
                assert any(refusal in str(error) for refusal in refusals), error  # noqa: PT017
            else:  # a byte that says nothing, as a file's date
                assert ids_in(tmp_path / "copy.db") == ["bees-1"]


def test_what_is_no_backup_is_refused(packed: Path, tmp_path: Path) -> None:
    for file in (
        rewritten(packed, without="catalog.db"),
        rewritten(packed, without="manifest.json"),
        rewritten(packed, sha256="0" * 64),
        rewritten(packed, size=10),
        rewritten(packed, revision="0001"),
        rewritten(packed, catalog=b"no database"),
        rewritten(packed, format=2),
    ):
        with pytest.raises(LibraryError, match="damaged or isn't a Podcite backup"):
            read_backup(file, tmp_path / "copy.db")
    with pytest.raises(NotFoundError, match="no file"):
        read_backup(tmp_path / "missing.zip", tmp_path / "copy.db")
    with pytest.raises(LibraryError, match="newer Podcite"):
        read_backup(rewritten(packed, revision="9999"), tmp_path / "copy.db")


def test_a_read_error_of_a_full_disk_is_called_a_full_disk(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk_space, "_free_bytes", lambda _: 0)
        assert "disk is full" in backup._sentence(error, tmp_path / "catalog.db", tmp_path / "b.zip")
