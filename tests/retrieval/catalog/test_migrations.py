"""A filled catalog of every earlier version opens with today's code, whole and answering."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from retrieval.catalog import migrations
from retrieval.catalog.backup import KEPT_BEFORE_MIGRATIONS, read_backup
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import REVISION
from retrieval.catalog.migrations import configuration
from retrieval.errors import LibraryError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Scope
from retrieval.models.guilds import GuildSettings

OLDER = ("0001", "0002", "0003", "0004", "0005")
GUILD = 7
SAID = "Bees dance to tell each other where the flowers are."
SRT = f"1\n00:00:05,000 --> 00:00:11,000\n{SAID}\n"
CREATED = "2026-01-02 03:04:05.000000"
# What each version wrote, on top of what those before it did; an earlier version wrote no column of a later.
ROWS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "0001": [
        ("shows", {"key": 1, "guild": 0, "id": "the-hive", "title": "The Hive", "created": CREATED}),
        ("shows", {"key": 2, "guild": GUILD, "id": "ours", "title": "Ours", "created": CREATED}),
        ("transcripts", {"hash": "aa", "content": zlib.compress(SRT.encode())}),
        *(
            row
            for key, guild, id_ in ((1, 0, "hive-1"), (2, GUILD, "ours-1"))
            for row in [
                (
                    "episodes",
                    {
                        "key": key,
                        "guild": guild,
                        "show": key,
                        "id": id_,
                        "title": "On bees",
                        "published": "2025-12-31",
                        "guests": '["Ines Prado"]',
                        "page_url": "https://hive.example/1",
                        "created": CREATED,
                        "changed": CREATED,
                    },
                ),
                *(
                    (
                        "generations",
                        {
                            "id": 10 * key + number,
                            "show": key,
                            "episode": key,
                            "state": state,
                            "transcript": "aa",
                            "source": "/talks/bees.srt",
                            "splitter": "1",
                            "model": DEFAULT_MODEL,
                            "dimension": 384,
                            "segments": 1,
                            "duration": 11.0,
                            "created": CREATED,
                        },
                    )
                    for number, state in enumerate(("previous", "current"))
                ),
                *(
                    (
                        "segments",
                        {"generation": 10 * key + n, "number": 1, "cues": json.dumps([[SAID, 5.0, 11.0]])},
                    )
                    for n in range(2)
                ),
                (
                    "media",
                    {"episode": key, "url": "https://hive.example/1.mp3", "kind": "audio", "seconds": 0.0},
                ),
            ]
        ),
    ],
    "0002": [
        ("pages", {"generation": 11, "part": "summary", "maker": "old:1", "body": zlib.compress(b"{}")}),
        ("popularity", {"guild": GUILD, "generation": 11, "segment": 1, "count": 3}),
    ],
    "0003": [
        (
            "guild_settings",
            {
                "guild": GUILD,
                "body": json.dumps(
                    {
                        "moderator_role": 5,
                        "answer_channels": [6],
                        "private": True,
                        "questions": None,
                        "seconds": None,
                        "hidden": [],
                    }
                ),
            },
        ),
        (
            "audit",
            {
                "guild": GUILD,
                "at": CREATED,
                "actor": 1,
                "name": "mia",
                "action": "add",
                "subject": "ours-1",
                "detail": "",
            },
        ),
        (
            "jobs",
            {
                "id": 1,
                "guild": GUILD,
                "show": "ours",
                "action": "add",
                "actor": 1,
                "name": "mia",
                "details": '{"show": "Ours", "title": null}',
                "waits": True,
                "began": CREATED,
                "starts": 0,
            },
        ),
        ("job_files", {"job": 1, "number": 0, "name": "bees.srt", "content": zlib.compress(SRT.encode())}),
    ],
    "0004": [
        (
            "feeds",
            {
                "id": 1,
                "guild": GUILD,
                "url": "https://ours.example/feed.xml",
                "show": "Ours",
                "paused": True,
                "polled": True,
                "due": CREATED,
                "failures": 0,
                "created": CREATED,
            },
        ),
        (
            "feed_items",
            {
                "feed": 1,
                "key": "guid-1",
                "body": '{"key": "guid-1", "title": "On bees"}',
                "state": "indexed",
                "changed": False,
                "episode": "ours-1",
                "due": CREATED,
                "failures": 0,
            },
        ),
    ],
    "0005": [],
}
CHAPTERS = '[{"start": 5.0, "title": "Dances"}]'


def filled(home: Path, revision: str) -> Path:
    """Make the catalog of an earlier version and fill it as that version did."""
    home.mkdir(exist_ok=True)
    engine = create_engine(f"sqlite:///{home / 'catalog.db'}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
    with engine.begin() as connection:
        for version in OLDER[: OLDER.index(revision) + 1]:
            for table, row in ROWS[version]:
                names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(text(f"insert into {table} ({names}) values ({values})"), row)
        if revision == "0005":
            connection.execute(text("update episodes set chapters = :of"), {"of": CHAPTERS})
    engine.dispose()
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:  # as every version opened it
        catalog.execute("pragma journal_mode=wal")
    return home


@pytest.fixture(params=OLDER)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def home(tmp_path: Path, revision: str) -> Path:
    return filled(tmp_path / "home", revision)


@pytest.fixture
def catalog(home: Path) -> Iterator[Catalog]:
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    yield catalog
    catalog.close()


async def test_an_earlier_catalog_is_whole_and_answers(home: Path, revision: str) -> None:
    library = Library.open(home, embedding_model=DEFAULT_MODEL)
    try:
        shared, ours = sorted(await library.episodes(Scope(GUILD)), key=lambda episode: episode.key)
        assert (shared.id, shared.guests, shared.media[0].kind) == ("hive-1", ("Ines Prado",), "audio")
        assert (ours.id, ours.show.guild, str(ours.published)) == ("ours-1", GUILD, "2025-12-31")
        _, (segment,) = await library.transcript(Scope(GUILD, episode="ours-1"))
        assert (segment.text, segment.start, segment.end) == (SAID, 5.0, 11.0)
        for episode in (shared, ours):
            assert (await library.reindex(episode)).outcome == "updated"
        answer = await library.ask("What do bees dance for?", Scope(GUILD, episode="ours-1"))
        assert answer.sentences[0].citations[0].quote in SAID
        if revision >= "0003":
            settings = await library.guilds.settings(GUILD)
            assert settings == GuildSettings(moderator_role=5, answer_channels=(6,), private=True)
            assert [entry.subject for entry in await library.guilds.audit_log(GUILD)] == ["ours-1"]
            (job,) = await library.guilds.unfinished_jobs(GUILD)
            assert job.details.show == "Ours"
            assert (await library.guilds.job_files(job))[0].content == SRT.encode()
        if revision >= "0004":
            (feed,) = await library.feeds.for_guild(GUILD)
            assert (feed.show, feed.indexed, feed.paused) == ("Ours", 1, True)
    finally:
        await library.close()


def test_what_was_made_of_an_episode_stays(catalog: Catalog, revision: str) -> None:
    if revision >= "0002":
        assert catalog.pages.get(11, "summary", "old:1") == b"{}"
    if revision == "0005":
        assert catalog.indexed_episodes(None)[0].chapters[0].title == "Dances"
    assert catalog.original_transcript(11) == (SRT.encode(), "/talks/bees.srt")
    catalog.generations.roll_back(2)
    assert catalog.episodes(Scope(GUILD, episode="ours-1"))[0].generation == 20


def test_a_backup_is_made_before_a_migration(home: Path, catalog: Catalog, revision: str) -> None:
    before = rows(home)
    assert catalog.version() == 1
    (packed,) = (home / "backups").iterdir()
    assert read_backup(packed, home / "copy.db").revision == revision
    assert rows(home, "copy.db") == before


def test_a_migration_that_fails_leaves_the_catalog_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection) -> None:
        upgrade(connection)
        connection.execute(text("insert into no_such_table values (1)"))

    upgrade = migrations.upgrade
    monkeypatch.setattr(migrations, "upgrade", fail)
    before, content = rows(home), (home / "catalog.db").read_bytes()
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    with pytest.raises(LibraryError):
        catalog.version()
    catalog.close()
    assert (home / "catalog.db").read_bytes() == content
    assert rows(home) == before
    monkeypatch.undo()
    assert catalog.version() == 1
    catalog.close()


def test_no_migration_without_a_backup(home: Path) -> None:
    (home / "backups").write_text("in the way")
    before = rows(home)
    with pytest.raises(LibraryError, match="backups can't be made"):
        Catalog(f"sqlite:///{home / 'catalog.db'}").version()
    assert rows(home) == before


def test_the_newest_few_backups_are_kept(tmp_path: Path) -> None:
    for _ in range(KEPT_BEFORE_MIGRATIONS + 2):
        (tmp_path / "catalog.db").unlink(missing_ok=True)
        catalog = Catalog(f"sqlite:///{filled(tmp_path, '0001') / 'catalog.db'}")
        assert catalog.version() == 1
        catalog.close()
    kept = sorted((tmp_path / "backups").iterdir())
    assert len(kept) == KEPT_BEFORE_MIGRATIONS
    manifest = read_backup(kept[-1], tmp_path / "copy.db")
    assert (datetime.now(UTC) - manifest.created).total_seconds() < 3600


def test_a_new_catalog_and_one_of_this_version_need_no_backup(tmp_path: Path) -> None:
    for _ in range(2):
        catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
        assert catalog.version() == 1
        catalog.close()
    assert not (tmp_path / "backups").exists()
    assert OLDER[-1] < REVISION


def rows(home: Path, name: str = "catalog.db") -> list[str]:
    with closing(sqlite3.connect(home / name)) as catalog:
        return list(catalog.iterdump())
