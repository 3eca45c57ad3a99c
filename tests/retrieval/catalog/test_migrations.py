"""A filled catalog of every earlier version opens with today's code, whole, and is indexed and answers."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from retrieval.catalog import migrations
from retrieval.catalog.backup import KEPT_BEFORE_MIGRATIONS, read_backup
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import REVISION
from retrieval.catalog.migrations import configuration
from retrieval.errors import BadRequestError, LibraryError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Scope
from retrieval.models.guilds import GuildSettings, TypedForm
from retrieval.models.options import Options
from retrieval.models.quotas import GuildLimits
from tests.prepared_catalog import Upgrade, upgrade_quickly
from tests.retrieval.catalog.earlier_catalogs import GUILD, OLDER, SAID, SRT, filled

pytestmark = pytest.mark.slow

FIRST_AND_LAST = pytest.mark.parametrize("revision", [OLDER[0], OLDER[-1]], indirect=True, scope="module")
"""From the first, all migrations run; from the last, only the newest."""
EACH_IN_SWEEPS = pytest.mark.parametrize(
    "revision",
    [
        each if each in (OLDER[0], OLDER[-1]) else pytest.param(each, marks=pytest.mark.sweep)
        for each in OLDER
    ],
    indirect=True,
    scope="module",
)
"""The oldest and the newest revision; those between give the same rows, and only broad sweeps run them."""


@pytest.fixture(scope="module", params=OLDER)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def earlier(revision: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the version of this revision left it."""
    return filled(tmp_path_factory.mktemp(revision) / "home", revision)


@pytest.fixture(scope="module")
def migrated(earlier: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after today's code has opened it."""
    home = Path(shutil.copytree(earlier, tmp_path_factory.mktemp("migrated") / "home"))
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    assert catalog.version() == 1
    catalog.close()
    return home


@pytest.fixture
def home(earlier: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(earlier, tmp_path / "home"))


@pytest.fixture
def catalog(migrated: Path, tmp_path: Path) -> Iterator[Catalog]:
    home = shutil.copytree(migrated, tmp_path / "home")
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    yield catalog
    catalog.close()


async def test_an_earlier_catalog_is_whole(migrated: Path, tmp_path: Path, revision: str) -> None:
    home = Path(shutil.copytree(migrated, tmp_path / "home"))
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    try:
        shared, ours = sorted(await library.episodes(Scope(GUILD)), key=lambda episode: episode.key)
        assert (shared.id, shared.guests, shared.media[0].kind) == ("hive-1", ("Ines Prado",), "audio")
        assert (ours.id, ours.show.guild, str(ours.published)) == ("ours-1", GUILD, "2025-12-31")
        _, (segment,) = await library.transcript(Scope(GUILD, episode="ours-1"))
        assert (segment.text, segment.start, segment.end) == (SAID, 5.0, 11.0)
        if revision >= "0003":
            settings = await library.guilds.settings(GUILD)
            assert settings == GuildSettings(moderator_role=5, answer_channels=(6,), private=True)
            assert [entry.subject for entry in await library.guilds.audit_log(GUILD)] == ["ours-1"]
            job, *asking = await library.guilds.unfinished_jobs(GUILD)
            assert [(one.episode, one.choice, one.question) for one in asking] == [
                ("ours-1", "ask", None)
            ] * (revision >= "0006")
            assert job.details.show == "Ours"
            assert (await library.guilds.job_files(job))[0].content == SRT.encode()
        if revision >= "0004":
            (feed,) = await library.feeds.for_guild(GUILD)
            assert (feed.show, feed.indexed, feed.paused) == ("Ours", 1, True)
    finally:
        await library.close()


@pytest.mark.slow
@EACH_IN_SWEEPS
async def test_an_earlier_catalog_is_indexed_again_and_answers(migrated: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(migrated, tmp_path / "home"))
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    try:
        for episode in await library.episodes(Scope(GUILD)):
            assert (await library.reindex(episode)).outcome == "updated"
        answer = await library.ask("What do bees dance for?", Scope(GUILD, episode="ours-1"))
        assert answer.sentences[0].citations[0].quote in SAID
    finally:
        await library.close()


def test_what_was_made_of_an_episode_stays(catalog: Catalog, revision: str) -> None:
    if revision >= "0002":
        assert catalog.pages.get(11, "summary", "old:1") == b"{}"
    if revision >= "0005":
        assert catalog.indexed_episodes(None)[0].chapters[0].title == "Dances"
    assert catalog.original_transcript(11) == (SRT.encode(), "/talks/bees.srt")
    catalog.generations.roll_back(2)
    assert catalog.episodes(Scope(GUILD, episode="ours-1"))[0].generation == 20


def test_what_servers_decided_and_wait_for_stays(catalog: Catalog, revision: str) -> None:
    if revision >= "0011":
        shared, ours = (catalog.episodes(Scope(GUILD, episode=id_))[0] for id_ in ("hive-1", "ours-1"))
        assert (shared.speaker_names, ours.speaker_names) == ((("Speaker 7", "Ines Prado"),), ())
    if revision >= "0012":
        assert catalog.channel_policies.of_guild(GUILD) == {6: "always"}
    if revision >= "0013":
        (feedback,) = catalog.answers.feedback(GUILD)
        assert (feedback.message, feedback.verdict, feedback.reason) == (8, "bad", "wrong")
        assert catalog.answers.take_open_replies() == []  # far too old to be edited
    if revision >= "0014":
        assert catalog.announcements.waiting(GUILD) == {GUILD: ["ours-1"]}
        assert catalog.jobs.unfinished(GUILD)[0].typed == TypedForm(show="Ours", day="31 Decembre")
    if revision >= "0015":
        assert [episode.id for episode in catalog.episodes(Scope(GUILD, show="tmp"))] == ["ours-1"]
        with pytest.raises(BadRequestError, match="podcite show allow moles --guild 7"):
            catalog.blocked_shows.check(GUILD, "Badgers")


def test_what_a_server_stores_is_counted(catalog: Catalog, revision: str) -> None:
    size = len(zlib.compress(SRT.encode())) + len(json.dumps([[SAID, 5.0, 11.0]]))
    if revision < "0009":  # whose rows state no size
        assert catalog.quotas.usage(GUILD).bytes == 2 * size
    catalog.quotas.set_limits(GUILD, GuildLimits(episodes=1))
    assert catalog.quotas.usage(GUILD).allowed.episodes == 1


def test_a_backup_is_made_before_a_migration(
    earlier: Path, migrated: Path, tmp_path: Path, revision: str
) -> None:
    (packed,) = (migrated / "backups").iterdir()
    assert read_backup(packed, tmp_path / "copy.db").revision == revision
    assert rows(tmp_path, "copy.db") == rows(earlier)


@FIRST_AND_LAST
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


@FIRST_AND_LAST
def test_no_migration_without_a_backup(home: Path) -> None:
    (home / "backups").write_text("in the way")
    before = rows(home)
    with pytest.raises(LibraryError, match="backups can't be created"):
        Catalog(f"sqlite:///{home / 'catalog.db'}").version()
    assert rows(home) == before


@pytest.mark.slow
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


def test_a_filled_catalog_of_every_earlier_revision_is_migrated() -> None:
    known = ScriptDirectory.from_config(configuration()).walk_revisions()
    assert sorted(script.revision for script in known) == [*OLDER, REVISION]


def test_speakers_of_a_merged_show_keep_the_names_of_the_one_they_were_in(tmp_path: Path) -> None:
    home = filled(tmp_path / "home", "0023")
    with closing(sqlite3.connect(home / "catalog.db")) as stored, stored:
        stored.execute("update shows set guild = 0")
        stored.execute("update episodes set guild = 0, show = 2")
        stored.execute("insert into speaker_names values (2, 'Speaker 1', 'Omar Lund')")
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    found = {episode.id: episode.speaker_names for episode in catalog.episodes(Scope())}
    assert found == {
        "hive-1": (("Speaker 7", "Ines Prado"),),
        "ours-1": (("Speaker 1", "Omar Lund"),),
    }
    catalog.close()


def rows(home: Path, name: str = "catalog.db") -> list[str]:
    with closing(sqlite3.connect(home / name)) as catalog:
        return list(catalog.iterdump())


def test_the_tests_copied_catalog_is_what_all_migrations_make() -> None:
    def made(upgrade: Upgrade) -> list[str]:
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            upgrade(connection)
            driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
            return list(driver.iterdump())

    def every_one(connection: Connection) -> None:
        command.upgrade(configuration(connection), "head")

    assert made(upgrade_quickly(every_one)) == made(every_one)
