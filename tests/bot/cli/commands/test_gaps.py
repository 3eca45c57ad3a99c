"""`gaps` and `stats`, as an operator types them."""

import json
from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.models.feedback import Feedback
from retrieval.models.gaps import AskedQuestion, PassageMark
from tests.bot.cli.conftest import CommandResult, RunPodcite
from tests.prepared_homes import copied

GUILD = 7


@pytest.fixture
def home(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled show, and a server with a refusal, a disliked answer and a good one."""
    home = copied(indexed_sample, tmp_path_factory)
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    passage = PassageMark("tides", 1, 2, "2-aabbccdd")
    for message, outcome in enumerate(("refused", "answered", "answered"), 1):
        catalog.questions.record(
            AskedQuestion(GUILD, 70, message, "ada", f"w{message}", outcome, (passage,), 2.0, 0.5)  # type: ignore[arg-type]
        )
    catalog.answers.record_feedback(Feedback(GUILD, 70, 2, "bad", "Not\x1b[31m true.", "bob"))
    catalog.close()
    return home


@pytest.fixture
def run(podcite: RunPodcite, home: Path) -> RunPodcite:
    def run(*arguments: object, typed: str = "") -> CommandResult:
        return podcite("--home", home, *arguments, typed=typed)

    return run


@pytest.mark.slow
def test_gaps_are_listed_with_their_links_and_reasons(run: RunPodcite) -> None:
    listed = run("gaps", "list", "--guild", GUILD)
    assert "2 questions · 1 refused · 1 👎" in listed.out
    assert f"https://discord.com/channels/{GUILD}/70/1" in listed.out
    assert "“Not [31m true.”" in listed.out
    (group,) = run("gaps", "list", "--guild", GUILD, "--json").document
    assert (group["episode"], group["questions"], group["refused"], group["bad"]) == ("tides", 2, 1, 1)
    assert "no question in this server was refused" in run("gaps", "list", "--guild", 8).out
    assert "For a server, add --guild ID." in run("gaps", "list").out


@pytest.mark.slow
def test_pins_are_made_listed_logged_exported_and_removed(run: RunPodcite, tmp_path: Path) -> None:
    (title,) = (each["title"] for each in run("episodes", "--json").document if each["episode"] == "tides")
    pinned = run("gaps", "pin", "How do sharks sleep?", title, "4")
    assert pinned.out.startswith("Pinned as 1: “How do sharks sleep?” gets segment 4 of tides")
    (pin,) = run("gaps", "pins", "--json").document
    assert (pin["pin"], pin["question"], pin["segment"]) == (1, "How do sharks sleep?", 4)
    folder = tmp_path / "set"
    assert run("gaps", "export", folder).out == f"Wrote a test set of 1 question to {folder}.\n"
    assert json.loads((folder / "questions.jsonl").read_text())["episode"] == "tides"
    assert run("gaps", "export", folder).status == 2
    assert run("gaps", "unpin", 1).out == "Removed the pin for “How do sharks sleep?”.\n"
    twice = run("gaps", "unpin", 1)
    assert (twice.status, "`podcite gaps pins`" in twice.err, "/library" in twice.err) == (1, True, False)
    assert run("gaps", "pins").out.startswith("Nothing is pinned")
    log = run("log").out
    assert "unpinned a passage of" in log
    assert "segment 4" in log
    assert run("gaps", "pin", "Why?", "tides", "999").status == 1


def test_stats_are_of_a_server_or_of_all(run: RunPodcite) -> None:
    table = run("stats", "--guild", GUILD, "--days", 7).out
    assert "Questions                3" in table
    assert "Refused                  1 (33%)" in table
    assert "$1.50" in table
    document = run("stats", "--json").document
    assert (document["guild"], document["questions"], document["bad"]) == (None, 3, 1)
    assert document["cited"] == [{"episode": "tides", "answers": 2}]
    assert run("stats", "--guild", 8, "--json").document["questions"] == 0
