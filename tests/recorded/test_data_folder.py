"""A data folder that an earlier version wrote opens, and answers as if nothing had happened."""

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.index.embeddings import DEFAULT_MODEL
from tests.recorded.data_folder import kept_rows, recorded_rows, unpack
from tests.recorded.libraries import SAMPLE, Command
from tests.recorded.outputs import SAMPLE_DIGITS, file_of, written
from tests.recorded.program import SAMPLE_FOLDER, podcite

MODEL = 4
"""The column of the embedding model among the recorded ones of a generation."""


@pytest.fixture(scope="module")
def old_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, whose vectors are those of today's embedding model."""
    home = unpack(tmp_path_factory.mktemp("old") / "home")
    podcite(home, "doctor", "--fix")
    return home


@pytest.mark.parametrize(
    "command",
    [each for each in SAMPLE.commands if each.arguments[0] in ("ask", "transcript", "episodes")],
    ids=lambda command: command.line,
)
def test_an_old_folder_gives_what_a_new_one_gives(old_home: Path, command: Command) -> None:
    recorded = file_of(command).read_text(encoding="utf-8")
    assert with_first_quote(written(old_home, command, SAMPLE_DIGITS)) == with_first_quote(recorded)


def with_first_quote(output: str) -> Any:
    """The output with an answer's first quote alone: others depend on the folder's further episodes."""
    try:
        document = json.loads(output)
    except ValueError:
        return output
    return document | {"sentences": document["sentences"][:1]} if "sentences" in document else document


def test_nothing_is_wrong_with_an_old_folder(old_home: Path) -> None:
    status = json.loads(podcite(old_home, "index", "status", "--json").out)
    assert status["problems"] == []
    assert (status["shows"], status["episodes"]) == (4, 12)


@pytest.mark.slow
def test_an_old_folder_is_not_indexed_again(old_home: Path) -> None:
    for file in ("tides.vtt", "lighthouses.srt", "bread.md"):
        options = ("--show", "Salt and Light", "--episode", file.partition(".")[0])
        told = podcite(old_home, "index", "add", str(SAMPLE_FOLDER / file), *options)
        assert told.out.startswith("unchanged"), told
    told = podcite(old_home, "index", "reindex")
    assert told.out.splitlines()[-1].startswith("3 are unchanged because nothing is missing")
    assert kept_rows(old_home) == with_model(DEFAULT_MODEL, recorded_rows())


def with_model(model: str, rows: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """The rows with another embedding model in all generations."""
    generations = [[*row[:MODEL], model, *row[MODEL + 1 :]] for row in rows["generations"]]
    return rows | {"generations": generations}


@pytest.mark.slow
def test_an_old_folder_answers_by_its_words_before_its_vectors_are_replaced(tmp_path: Path) -> None:
    home = unpack(tmp_path / "home")
    asked = podcite(home, "ask", "Why is the fridge a bad place for bread?", "--episode", "bread", "--json")
    answer = json.loads(asked.out)
    assert answer["status"] == "answered"
    assert any("fridge" in sentence["text"] for sentence in answer["sentences"])

    (problem,) = json.loads(podcite(home, "index", "status", "--json").out)["problems"]
    assert problem.startswith("0 of 12 episodes are indexed with the new embedding model;")
    assert kept_rows(home) == recorded_rows()
