"""What the commands write is, byte for byte, what an earlier version wrote."""

import json
from pathlib import Path

import pytest

from tests.prepared_homes import copied, prepared
from tests.recorded.libraries import LEX, SAMPLE, SHOWS, Command, Library
from tests.recorded.outputs import HASHED_DIGITS, HASHES, SAMPLE_DIGITS, digest, file_of, recordings, written


@pytest.fixture(scope="module")
def sample_home(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(indexed_sample, tmp_path_factory)


@pytest.mark.parametrize("command", SAMPLE.commands, ids=lambda command: command.line)
def test_the_bundled_show_is_answered_as_it_was(sample_home: Path, command: Command) -> None:
    recorded = file_of(command).read_text(encoding="utf-8")
    assert written(sample_home, command, SAMPLE_DIGITS) == recorded


def test_every_kept_output_is_one_that_is_compared() -> None:
    kept = {file for file in file_of(SAMPLE.commands[0]).parent.iterdir()}
    assert kept == {file_of(command) for command in SAMPLE.commands}
    assert len(kept) == len(SAMPLE.commands)


@pytest.mark.long
def test_a_real_episode_is_answered_as_it_was(
    interview_with_page: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert_answered_as_recorded(LEX, copied(interview_with_page, tmp_path_factory))


@pytest.mark.slow
@pytest.mark.sweep
def test_episodes_of_other_shows_are_answered_as_they_were(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert_answered_as_recorded(
        SHOWS, copied(prepared(tmp_path_factory, SHOWS, shared_data), tmp_path_factory)
    )


def assert_answered_as_recorded(library: Library, home: Path) -> None:
    recorded: dict[str, str] = json.loads(HASHES.read_text(encoding="utf-8"))[library.name]
    hashes = {command.line: digest(text) for command, text in recordings(library, home, HASHED_DIGITS)}
    assert recorded.keys() == hashes.keys()
    differing = [line for line, found in hashes.items() if found != recorded[line]]
    assert not differing, "These commands write something else than before:\n" + "\n".join(differing)
