"""The help of every command fits a terminal of 80 columns and explains every option."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from bot.cli.app import app
from tests.bot.cli.conftest import RunPodcite


def groups(command: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if nested := getattr(command, "commands", {}):
        yield names
        for name, below in nested.items():
            yield from groups(below, (*names, name))


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, command
    for each, below in getattr(command, "commands", {}).items():
        yield from leaves(below, f"{name} {each}".strip())


@pytest.mark.parametrize("names", list(groups(typer.main.get_command(app))))
def test_no_summary_is_cut_off(
    names: tuple[str, ...], podcite: RunPodcite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, commands = podcite(*names, "--help").out.split("Commands:\n")
    summaries = [line for line in commands.splitlines() if line.startswith("  ")]
    assert summaries
    assert [line for line in summaries if line.endswith("...") or len(line) > 80] == []


def test_every_option_and_argument_is_explained() -> None:
    commands = leaves(typer.main.get_command(app))
    silent = [
        (name, option.name) for name, command in commands for option in command.params if not option.help
    ]
    assert silent == []


@pytest.mark.slow
def test_help_shows_names_and_no_types_of_programs(podcite: RunPodcite) -> None:
    for name, _ in leaves(typer.main.get_command(app)):
        text = podcite(*name.split(), "--help").out
        assert "<" not in text, name
        assert "{" not in text, name
    assert "[OPTIONS] PATH...\n" in podcite("index", "add", "--help").out
    assert "poll [OPTIONS] [FEED]\n" in podcite("feed", "poll", "--help").out


def test_the_help_of_offset_has_an_example(podcite: RunPodcite) -> None:
    assert "podcite index offset talk-1 audio 0:12 0:47" in podcite("index", "offset", "--help").out


@pytest.mark.parametrize("group", ["index", "feed", "show", "gaps", "privacy"])
def test_a_group_alone_shows_its_help_as_it_is_laid_out(group: str, podcite: RunPodcite) -> None:
    shown = podcite(group)
    assert (shown.status, shown.out, shown.err) == (0, podcite(group, "--help").out, "")
