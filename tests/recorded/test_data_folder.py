"""A data folder that an earlier version wrote opens, and answers as if nothing had happened."""

import json
from pathlib import Path

import pytest

from tests.recorded.data_folder import kept_rows, recorded_rows, unpack
from tests.recorded.libraries import SAMPLE, Command
from tests.recorded.outputs import SAMPLE_DIGITS, file_of, written
from tests.recorded.program import SAMPLE_FOLDER, podcite


@pytest.fixture(scope="module")
def old_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("old") / "home")


@pytest.mark.parametrize(
    "command",
    [each for each in SAMPLE.commands if each.arguments[0] in ("ask", "summary", "transcript", "episodes")],
    ids=lambda command: command.line,
)
def test_an_old_folder_gives_what_a_new_one_gives(old_home: Path, command: Command) -> None:
    recorded = file_of(command).read_text(encoding="utf-8")
    assert written(old_home, command, SAMPLE_DIGITS) == recorded


def test_nothing_is_wrong_with_an_old_folder(old_home: Path) -> None:
    status = json.loads(podcite(old_home, "index", "status", "--json").out)
    assert status["problems"] == []
    assert (status["shows"], status["episodes"]) == (4, 12)


def test_an_old_folder_is_not_indexed_again(old_home: Path) -> None:
    for file in ("tides.vtt", "lighthouses.srt", "bread.md"):
        options = ("--show", "Salt and Light", "--episode", file.partition(".")[0])
        told = podcite(old_home, "index", "add", str(SAMPLE_FOLDER / file), *options)
        assert told.out.startswith("unchanged"), told
    told = podcite(old_home, "index", "reindex")
    assert told.out.splitlines()[-1] == "3 unchanged."
    assert kept_rows(old_home) == recorded_rows()
