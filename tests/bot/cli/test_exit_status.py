"""Each failure is one sentence on standard error and an exit status."""

from pathlib import Path

import pytest

from tests.bot.cli.conftest import RunPodcite

FRIDGE = "Why is the fridge a bad place for bread?"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask",),
        ("ask", FRIDGE, "--sideways"),
        ("search", FRIDGE, "-k", "0"),
        ("transcript", "bread", "--at", "0"),
        ("index", "add", "x.srt", "--published", "yesterday"),
        ("index", "add", "x.srt", "--video-url", "javascript:alert(1)"),
        ("sing",),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(
    podcite_on_sample: RunPodcite, arguments: tuple[str, ...]
) -> None:
    shown = podcite_on_sample(*arguments)
    assert (shown.status, shown.out) == (2, "")
    assert len(shown.err.splitlines()) == 1


def test_a_date_that_cannot_be_read_says_how_to_write_one(podcite: RunPodcite) -> None:
    for typed in ("yesterday", "2024-13-01", "31.05.2024", "20240531"):
        shown = podcite("index", "add", "x.srt", "--published", typed)
        expected = f"'{typed}' isn't a date like 2024-05-31; see podcite index add --help.\n"
        assert (shown.status, shown.err) == (2, f"Invalid value for '--published': {expected}")


def test_a_word_that_is_no_choice_is_told_with_the_choices_alone(podcite: RunPodcite) -> None:
    shown = podcite("show", "transcripts", "bread", "all")
    told = "Invalid value for 'SETTING': 'all' is not one of 'whole', 'passages', 'default'; "
    assert (shown.status, shown.err) == (2, f"{told}see podcite show transcripts --help.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", FRIDGE, "--episode", "rolls"),
        ("ask", FRIDGE, "--show", "pepper-and-dark", "--json"),
        ("search", FRIDGE, "--episode", "rolls", "--json"),
        ("transcript", "rolls", "--json"),
        ("transcript", "bread", "--at", "5000"),
        ("index", "remove", "rolls"),
        ("index", "reindex", "rolls"),
        ("index", "add", "missing.srt"),
        ("chat", "--episode", "rolls"),
    ],
)
def test_work_that_fails_is_one_sentence_and_status_1(
    podcite_on_sample: RunPodcite, arguments: tuple[str, ...]
) -> None:
    shown = podcite_on_sample(*arguments)
    assert (shown.status, shown.out) == (1, "")
    assert len(shown.err.splitlines()) == 1


def test_run_without_a_token_and_without_anything_to_answer_says_what_is_missing(
    podcite: RunPodcite, tmp_path: Path
) -> None:
    shown = podcite("--home", tmp_path / "home", "run")
    assert (shown.status, shown.out) == (78, "")
    assert shown.err.startswith("DISCORD_TOKEN is not set")
    assert len(shown.err.splitlines()) == 1
    assert podcite("--home", tmp_path / "home", "run", typed="hello\n/quit\n").status == 0


def test_run_with_settings_that_are_wrong_has_a_status_of_its_own(
    podcite: RunPodcite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "not-a-token")
    assert podcite("--home", tmp_path / "home", "run").status == 78
    monkeypatch.delenv("DISCORD_TOKEN")
    (tmp_path / "file").write_text("no folder")  # it may be a disk that will be there later
    assert podcite("--home", tmp_path / "file" / "home", "run").status == 1
