"""What errors say to people in Discord is said to those in the terminal with the terminal's commands."""

from pathlib import Path

import pytest

import retrieval
from bot.cli.error_sentences import _WORDINGS, in_terminal

SOURCES = [file.read_text(encoding="utf-8") for file in Path(retrieval.__path__[0]).rglob("*.py")]


@pytest.mark.parametrize("words", _WORDINGS)
def test_each_wording_is_of_a_sentence_that_there_is(words: str) -> None:
    assert any(words in source for source in SOURCES)


def test_a_copy_is_removed_with_the_terminals_command() -> None:
    assert in_terminal("`/library remove episode:a` or `/library remove episode:b`") == (
        "`podcite index remove a` or `podcite index remove b`"
    )


def test_an_unknown_feed_is_answered_with_the_command_that_lists_them() -> None:
    told = in_terminal("There is no feed 9 here; the list of feeds shows all of them.")
    assert told == "There is no feed 9 here; to see all feeds, run: podcite feed list"
