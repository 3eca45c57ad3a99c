"""A data folder written by an earlier version, and what stands in its catalog."""

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path, PurePath
from typing import Any

ARCHIVE = Path(__file__).parent / "data-folder.tar.gz"
CATALOG = Path(__file__).parent / "data-folder.json"
# What a new version may not change: the ids that buttons, links and other tables refer to.
_KEPT = {
    "shows": "select key, guild, id, title from shows order by key",
    "episodes": "select key, guild, show, id, title, published from episodes order by key",
    "generations": "select id, show, episode, state, model, segments from generations order by id",
    "segments": "select generation, count(*) from segments group by generation order by generation",
    "pages": "select generation, part, maker from pages order by generation, part, maker",
    "feeds": "select id, guild from feeds order by id",
    "jobs": "select id, guild, show, action, episode, waits from jobs order by id",
    "guild_settings": "select guild from guild_settings order by guild",
}
_LEFT_OUT = {"podcite.log"}


def archive(home: Path) -> None:
    """Keep the folder, compressed, and the ids in its catalog in a file of their own."""
    _forget_paths(home)
    with tarfile.open(ARCHIVE, "w:gz", compresslevel=9) as packed:
        for file in sorted(home.rglob("*")):
            if file.is_file() and file.name not in _LEFT_OUT:
                packed.add(file, file.relative_to(home), filter=_anonymous)
    CATALOG.write_text(f"{json.dumps(kept_rows(home), indent=1, ensure_ascii=False)}\n", encoding="utf-8")


def unpack(home: Path) -> Path:
    """Put the kept folder there, its questions to moderators as if just asked: they expire in a day."""
    with tarfile.open(ARCHIVE) as packed:
        packed.extractall(home, filter="data")
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        catalog.execute("update jobs set began = datetime('now')")
        catalog.commit()
    return home


def kept_rows(home: Path) -> dict[str, list[list[Any]]]:
    """The rows of the catalog in `home` that have to stay as they are."""
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        return {table: [list(row) for row in catalog.execute(query)] for table, query in _KEPT.items()}


def recorded_rows() -> dict[str, list[list[Any]]]:
    """The same rows, as they were when the folder was written."""
    rows: dict[str, list[list[Any]]] = json.loads(CATALOG.read_text(encoding="utf-8"))
    return rows


def _forget_paths(home: Path) -> None:
    """Leave of each indexed file's path only its name: where this was made is nobody's business."""
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:
        for id_, source in catalog.execute("select id, source from generations").fetchall():
            name = PurePath(source).name
            catalog.execute("update generations set source = ? where id = ?", (name, id_))
        catalog.commit()
        catalog.execute("vacuum")


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
