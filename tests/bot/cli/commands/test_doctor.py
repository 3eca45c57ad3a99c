"""`doctor` on small libraries of their own."""

import os
import shutil
from pathlib import Path

import pytest

from tests.bot.cli.commands.test_index import KNOTS
from tests.bot.cli.conftest import RunPodcite


@pytest.fixture
def home(podcite: RunPodcite, tmp_path: Path) -> Path:
    (tmp_path / "knots.srt").write_text(KNOTS, encoding="utf-8")
    assert podcite("--home", tmp_path / "home", "index", "add", tmp_path / "knots.srt").status == 0
    return tmp_path / "home"


def wrong_checks(podcite: RunPodcite, home: Path, *options: str) -> set[str]:
    shown = podcite("--home", home, "doctor", "--json", *options)
    wrong = {check["check"] for check in shown.document if not check["ok"]}
    assert shown.status == (1 if wrong else 0)
    assert all(check["finding"] for check in shown.document)
    return wrong


@pytest.mark.slow
def test_a_healthy_library_has_one_line_that_is_ok_for_each_check(podcite: RunPodcite, home: Path) -> None:
    shown = podcite("--home", home, "doctor")
    assert shown.status == 0
    assert all(line.startswith("ok ") for line in shown.lines)
    assert podcite("--home", home, "doctor", "--quick").status == 0


@pytest.mark.slow
def test_a_lost_index_is_wrong_until_it_is_fixed_and_a_question_says_so(
    podcite: RunPodcite, home: Path
) -> None:
    shutil.rmtree(home / "terms")
    shutil.rmtree(home / "vectors")
    assert wrong_checks(podcite, home, "--quick") == wrong_checks(podcite, home) == {"index"}
    (problem,) = podcite("--home", home, "index", "status", "--json").document["problems"]
    assert "podcite doctor --fix" in problem
    asked = podcite("--home", home, "ask", "Which knot makes a loop that doesn't slip?")
    assert asked.status == 1
    assert "podcite doctor --fix" in asked.err

    assert wrong_checks(podcite, home, "--fix") == set()
    assert "bowline" in podcite("--home", home, "ask", "Which knot makes a loop that doesn't slip?").out


@pytest.mark.slow
def test_an_answer_from_the_rest_says_what_was_left_out(
    podcite: RunPodcite, home: Path, tmp_path: Path
) -> None:
    for index in ("terms", "vectors"):
        shutil.copytree(home / index, tmp_path / "older" / index)
    (tmp_path / "splices.srt").write_text(KNOTS.replace("reef knot", "splice"), encoding="utf-8")
    assert podcite("--home", home, "index", "add", tmp_path / "splices.srt").status == 0
    for index in ("terms", "vectors"):
        shutil.rmtree(home / index)
        shutil.copytree(tmp_path / "older" / index, home / index)

    asked = podcite("--home", home, "ask", "--json", "Which knot makes a loop that doesn't slip?").document
    assert asked["status"] == "answered"
    assert "index of one episode" in asked["left_out"]
    refused = podcite("--home", home, "ask", "--json", "Who won the regatta of 1911?").document
    assert (refused["status"], "index of one episode" in refused["left_out"]) == ("refused", True)
    shown = podcite("--home", home, "ask", "Who won the regatta of 1911?").out
    assert "I looked at 1 of 2 episodes." in " ".join(shown.split())
    for options in ((), ("--json",)):
        hits = podcite("--home", home, "search", "knot", *options)
        assert hits.status == 0
        assert hits.err.startswith("Not everything was searched. The index of one episode")


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_episodes_without_words_are_found_by_their_vectors(
    podcite: RunPodcite, home: Path, damage: str
) -> None:
    if damage == "missing":
        shutil.rmtree(home / "terms")
    else:
        for file in (home / "terms").glob("*.pos"):
            file.write_bytes(b"garbage")
    asked = podcite("--home", home, "ask", "Which knot makes a loop that doesn't slip?")
    assert asked.status == 0
    assert "bowline" in asked.out
    assert "searches find it less reliably" in " ".join(asked.out.split())
    assert str(home) not in asked.out + asked.err


@pytest.mark.slow
def test_episodes_without_vectors_are_found_by_their_words(podcite: RunPodcite, home: Path) -> None:
    shutil.rmtree(home / "vectors")
    asked = podcite("--home", home, "ask", "Which knot makes a loop that doesn't slip?")
    assert asked.status == 0
    assert "bowline" in asked.out
    assert "it is found by words alone" in " ".join(asked.out.split())


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="this system has no such permissions")
def test_others_can_not_read_the_data_and_are_kept_out_again(podcite: RunPodcite, home: Path) -> None:
    catalog = home / "catalog.db"
    assert (home.stat().st_mode & 0o777, catalog.stat().st_mode & 0o777) == (0o700, 0o600)
    home.chmod(0o755)
    catalog.chmod(0o644)

    assert wrong_checks(podcite, home) == {"permissions"}
    assert wrong_checks(podcite, home, "--fix") == set()
    assert (home.stat().st_mode & 0o777, catalog.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.slow
def test_a_damaged_catalog_and_wrong_settings_are_said_with_what_to_do(
    podcite: RunPodcite, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "not-a-token-but-secret")
    shown = podcite("--home", home, "doctor")
    assert shown.status == 1
    assert "Discord token" in shown.out
    assert "not-a-token" not in shown.out + shown.err

    (home / "catalog.db").write_bytes(b"no database" * 1000)
    assert "catalog" in wrong_checks(podcite, home, "--quick")
    assert "podcite index add" in podcite("--home", home, "doctor").out
    for file in home.glob("catalog.db*"):
        file.unlink()
    (home.parent / "again.srt").write_text(KNOTS, encoding="utf-8")
    assert podcite("--home", home, "index", "add", home.parent / "again.srt").status == 0
    assert wrong_checks(podcite, home) == {"Discord token"}

    monkeypatch.setenv("PODCITE_POLL_SECONDS", "never")
    assert wrong_checks(podcite, home) == {"settings"}


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["terms", "vectors"])
def test_a_garbled_index_is_one_plain_line_with_its_advice_once(
    podcite: RunPodcite, home: Path, folder: str
) -> None:
    for file in (home / folder).rglob("*.*"):
        if file.is_file() and file.suffix in {".store", ".idx", ".term", ".sqlite3"}:
            file.write_bytes(b"garbled" * 20)
    shown = podcite("--home", home, "doctor")
    wrong = [line for line in shown.lines if line.startswith("wrong ")]
    assert next(line.split()[1] for line in wrong) == "index"
    assert all(line.count("doctor --fix") == 1 for line in wrong)
    assert all(len(line.split(". ")) <= 2 for line in wrong)
    for detail in ("database", "code:", "tantivy", "Error"):
        assert detail not in shown.out
    assert podcite("--home", home, "doctor", "--fix").status == 0


def test_a_damaged_catalog_is_said_once_with_every_file_to_remove(podcite: RunPodcite, home: Path) -> None:
    (home / "catalog.db").write_bytes(b"garbled" * 2000)
    shown = podcite("--home", home, "doctor", "--fix")
    (line,) = [line for line in shown.lines if line.startswith("wrong ")]
    for file in ("catalog.db,", "catalog.db-wal", "catalog.db-shm"):
        assert file in line
    asked = podcite("--home", home, "ask", "Which knot is a loop?")
    assert "podcite restore FILE" in asked.err
    assert "podcite doctor" in asked.err
