"""`backup`, `restore`, `show` and `guilds`, as an operator types them."""

import asyncio
import json
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.options import Options
from tests.bot.cli.conftest import CommandResult, RunPodcite

GUILD = 4711
SAID = b"1\n00:00:05,000 --> 00:00:11,000\nThe spare key is kept inside the hollow oar above the door.\n"


@pytest.fixture
def run(podcite: RunPodcite, sample_home: Path, tmp_path: Path) -> RunPodcite:
    """Run the command on a library of its own, with the bundled show and one of a server."""
    home = copytree(sample_home, tmp_path / "home")

    async def add() -> None:
        library = Library(Options(home, embedding_model=DEFAULT_MODEL))
        details = Details(show="House rules", title="On keys", episode="keys")
        await library.add(SAID, details, guild=GUILD, name="keys.srt")
        await library.guilds.record(GUILD, (await library.guilds.whole_audit_log(1))[0].actor, "add", "keys")
        await library.close()

    asyncio.run(add())

    def run(*arguments: object, typed: str = "") -> CommandResult:
        return podcite("--home", home, *arguments, typed=typed)

    return run


@pytest.mark.slow
def test_a_backup_is_restored(run: RunPodcite, tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    made = run("backup", packed).lines
    packed_size = f"compressed to {packed.stat().st_size / 1e3:.0f} kB."
    assert made[0].startswith(f"The catalog is backed up in {packed}: ")
    assert (len(made), made[0].endswith(packed_size)) == (1, True)
    again = run("backup", packed)
    assert (again.status, "exists already" in again.err) == (2, True)
    assert run("index", "remove", "bread", "tides", "--yes").status == 0
    told = run("restore", packed)
    assert told.status == 0, told.err
    assert "is kept as" in told.lines[1]
    assert told.lines[2].endswith("podcite doctor --fix")
    assert run("doctor", "--fix").status == 0
    assert "fridge" in run("ask", "Why is the fridge a bad place for bread?", "--episode", "bread").out


def test_a_backup_says_that_it_lacks_the_key_of_the_hashes_that_stand_for_members(
    run: RunPodcite, tmp_path: Path
) -> None:
    key = tmp_path / "home" / "privacy.key"
    key.write_bytes(b"k" * 32)
    packed = tmp_path / "packed.zip"
    assert run("backup", packed).lines[1].startswith(f"The backup doesn't contain {key}, without which")
    with ZipFile(packed) as archive:
        assert not any(b"k" * 32 in archive.read(name) for name in archive.namelist())


def test_what_is_no_backup_is_refused_in_one_sentence(run: RunPodcite, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive")
    for file in ("text.zip", "missing.zip", "."):
        told = run("restore", tmp_path / file)
        assert "nothing was changed" in told.err
        assert (told.status, told.out, len(told.err.splitlines())) == (1, "", 1)


def test_a_catalog_in_postgresql_is_left_to_pg_dump(
    run: RunPodcite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PODCITE_DATABASE_URL", "postgresql://podcite:secret@db/podcite")
    for command in ("backup", "restore"):
        told = run(command, tmp_path / "b.zip")
        assert (told.status, "pg_dump" in told.err, "secret" in told.err) == (1, True, False)


@pytest.mark.slow
def test_a_show_is_removed_and_blocked_until_it_is_allowed(run: RunPodcite, tmp_path: Path) -> None:
    told = run("show", "remove", "Salt and Light", "--forget", "--yes")
    assert told.lines == [
        "removed salt-and-light, 3 episodes",
        "It can't be added again. To allow that, run: podcite show allow salt-and-light",
    ]
    (tmp_path / "a.srt").write_bytes(SAID)
    refused = run("index", "add", tmp_path / "a.srt", "--show", "Salt and Light")
    assert (refused.status, refused.out) == (1, "")
    assert "podcite show allow salt-and-light" in refused.err
    assert run("show", "allow", "salt-and-light").out == "salt-and-light can be added again.\n"
    assert run("index", "add", tmp_path / "a.srt", "--show", "Salt and Light").status == 0
    assert "removed salt-and-light for good" in run("log").out


@pytest.mark.slow
def test_a_show_that_is_not_there_is_blocked_only_on_request(run: RunPodcite, tmp_path: Path) -> None:
    told = run("show", "remove", "Salt and Lights", "--forget")
    assert (told.status, told.out) == (1, "")
    assert "did you mean 'salt-and-light'?" in told.err
    (tmp_path / "a.srt").write_bytes(SAID)
    assert run("index", "add", tmp_path / "a.srt", "--show", "Salt and Lights", "--new").status == 0
    assert run("show", "remove", "Gone", "--forget", "--unknown").status == 0
    assert run("index", "add", tmp_path / "a.srt", "--show", "gone").status == 1


@pytest.mark.slow
def test_a_show_of_a_server_is_removed_by_its_number(run: RunPodcite) -> None:
    missing = run("show", "remove", "house-rules")
    assert (missing.status, "'house-rules'" in missing.err) == (1, True)
    removed = run("show", "remove", "house-rules", "--guild", GUILD, "--yes")
    assert removed.out == "removed house-rules, 1 episode\n"
    assert run("show", "allow", "house-rules", "--guild", GUILD).status == 1
    assert run("show", "remove", "house-rules", "--guild", "0").status == 2


@pytest.mark.slow
def test_servers_are_listed_and_deleted(run: RunPodcite) -> None:
    (line,) = run("guilds").lines
    assert line.startswith(f"{GUILD}  1 show · 1 of 5,000 episodes · ")
    (document,) = run("guilds", "--json").document
    assert (document["guild"], document["episodes"], document["left"]) == (GUILD, 1, None)
    assert run("guilds", "revoke-links", GUILD).out == f"revoked the links to the pages of server {GUILD}\n"
    asked = run("guilds", "delete", GUILD)
    assert (asked.status, "--yes" in asked.err) == (2, True)
    assert run("guilds", "delete", GUILD, "--yes").out == f"deleted the data of server {GUILD}, 1 episode\n"
    assert run("guilds").out == "No server has data here.\n"
    assert json.loads(run("guilds", "--json").out) == []
    assert run("guilds", "delete", GUILD, "--yes").status == 1
    assert "bread" in run("episodes").out


@pytest.mark.slow
def test_a_terminal_is_asked_back(run: RunPodcite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.commands.guilds.is_terminal", lambda: True)
    refused = run("guilds", "delete", GUILD, typed="n\n")
    assert (refused.status, refused.out.strip()) == (1, "Nothing was deleted.")
    assert f"1 show, 1 episode, the settings and the feeds of server {GUILD}" in refused.err
    assert run("guilds", "delete", GUILD, typed="y\n").status == 0
    assert run("guilds").out == "No server has data here.\n"


@pytest.mark.slow
def test_the_host_sets_what_one_server_may_store(run: RunPodcite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCITE_SERVER_MAX_EPISODES", "9")
    shown = run("guilds", "limit", GUILD).out
    assert shown.startswith(f"{GUILD}: 1 of 9 episodes, 0.0 of 2,000 MB, 0 of 100 feeds, 0 of 25 unfinished")
    assert "0.0 of 3 MB" in run("guilds", "limit", GUILD, "--mb", 3).out
    assert (
        "1 of 0 episodes, 0.0 of 3 MB, 0 of 7 feeds"
        in run("guilds", "limit", GUILD, "--episodes", 0, "--feeds", 7).out
    )
    assert "1 of 0 episodes · 0.0 of 3 MB · 0 of 7 feeds · 0 of 25 unfinished jobs" in run("guilds").out
    (document,) = json.loads(run("guilds", "--json").out)
    assert document["allowed"] == {"bytes": 3_000_000, "episodes": 0, "feeds": 7, "jobs": 25}
    assert (document["episodes"], document["feeds"], document["jobs"]) == (1, 0, 0)
    assert f"changed the limits of server {GUILD}" in run("log").out
    assert "1 of 4 episodes, 0.0 of 2,000 MB" in run("guilds", "limit", GUILD, "--reset", "--episodes", 4).out
    assert run("guilds", "limit", GUILD, "--mb", -1).status == 2
