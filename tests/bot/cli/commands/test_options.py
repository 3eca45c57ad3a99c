"""Options and arguments that several commands share."""

from pathlib import Path

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


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("search", "x", "-k", 0),
            "Invalid value for '-k': it must be at least 1; see podcite search --help.",
        ),
        (
            ("search", "x", "-k", 999),
            "Invalid value for '-k': it must be at most 100; see podcite search --help.",
        ),
        (
            ("stats", "--days", "x"),
            "Invalid value for '--days': it must be a whole number; see podcite stats --help.",
        ),
        (
            ("guilds", "limit", 5, "--dollars", "x"),
            "Invalid value for '--dollars': it must be a number; see podcite guilds limit --help.",
        ),
        (
            ("feed", "poll", MAX_OPTION + 1),
            "Invalid value for 'FEED': that number is too large; see podcite feed poll --help.",
        ),
        (
            ("ask", "what", "is", "this"),
            "'is this' wasn't expected here. Put a text with spaces in quotes; see podcite ask --help.",
        ),
        (
            ("index", "offset", "bread", "sound", "0:10", "0:20"),
            "Invalid value for 'audio|video': 'sound' is not one of 'audio', 'video'; see podcite index "
            "offset --help.",
        ),
    ],
)
def test_wrong_usage_is_said_in_plain_words(
    podcite: RunPodcite, arguments: tuple[object, ...], sentence: str
) -> None:
    result = podcite(*arguments)
    assert (result.status, result.out, result.err) == (2, "", f"{sentence}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "add", ""),
        ("backup", ""),
        ("restore", ""),
        ("gaps", "export", ""),
        ("--home", "", "episodes"),
    ],
)
def test_an_empty_path_is_not_the_working_folder(
    podcite: RunPodcite, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    result = podcite(*arguments)
    assert (result.status, result.out) == (2, "")
    assert ": it is empty; see podcite" in result.err
    assert not list(tmp_path.iterdir())


def test_an_empty_name_of_a_feed_is_none_of_them(podcite: RunPodcite, tmp_path: Path) -> None:
    result = podcite("--home", tmp_path / "home", "feed", "poll", "")
    assert (result.status, result.err) == (
        1,
        "There is no feed here; to see all feeds, run: podcite feed list\n",
    )
