"""`log` tells what was done, newest first."""

from pathlib import Path

import pytest

from tests.bot.cli.conftest import RunPodcite

TALK = "1\n00:00:01,000 --> 00:00:09,000\nOrla Finn: A kiln is fired slowly, because wet clay bursts.\n"


@pytest.mark.slow
def test_what_was_done_from_the_shell_is_in_the_log_and_what_changed_nothing_is_not(
    podcite: RunPodcite, tmp_path: Path
) -> None:
    home, talk = ("--home", tmp_path / "home"), tmp_path / "12 - On firing.srt"
    talk.write_text(TALK, encoding="utf-8")
    assert podcite(*home, "log").lines == ["The log is empty."]
    for _ in range(2):
        assert podcite(*home, "index", "add", talk, "--show", "Clay").status == 0
    assert podcite(*home, "index", "remove", "clay-12", "--yes").status == 0

    entries = podcite(*home, "log", "--json").document
    assert [(each["action"], each["subject"]) for each in entries] == [
        ("removed", "clay-12"),
        ("added", "clay-12"),
    ]
    assert {each["guild"] for each in entries} == {None}
    (last,) = podcite(*home, "log", "-n", "1").lines
    assert last.endswith("UTC  the bot's host (in the terminal) removed clay-12")
