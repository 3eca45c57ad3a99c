"""Options and arguments that several commands share."""

import pytest

from bot.cli.commands.options import MAX_OPTION
from tests.bot.cli.conftest import RunPodcite


@pytest.mark.parametrize(
    "arguments",
    [
        ("feed", "remove"),
        ("feed", "poll"),
        ("feed", "add", "https://a.example/feed", "--latest"),
        ("transcript", "tides", "--at"),
        ("transcript", "tides", "--context"),
        ("log", "--lines"),
    ],
)
def test_a_number_that_no_database_can_hold_is_wrong_usage(
    podcite: RunPodcite, arguments: tuple[str, ...]
) -> None:
    result = podcite(*arguments, str(MAX_OPTION + 1))
    assert (result.status, result.out) == (2, "")
    assert "that number is too large" in result.err
