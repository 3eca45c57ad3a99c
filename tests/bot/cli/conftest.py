"""The command in this process, and a library with the bundled show that the command itself made."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.settings import Settings
from tests.prepared_homes import copied


@dataclass(frozen=True)
class CommandResult:
    """The exit status and what was printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


RunPodcite = Callable[..., CommandResult]


@pytest.fixture(autouse=True)
def _only_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def sample_home(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds the bundled show; for reading only."""
    return copied(indexed_sample, tmp_path_factory)


@pytest.fixture
def podcite(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> RunPodcite:
    """Run the command in this process; `typed` is its standard input."""

    def run(*arguments: object, typed: str = "") -> CommandResult:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return CommandResult(status, out, err)

    return run


@pytest.fixture
def podcite_on_sample(podcite: RunPodcite, sample_home: Path) -> RunPodcite:
    """Run the command on the library of the bundled show."""

    def run(*arguments: object, typed: str = "") -> CommandResult:
        return podcite("--home", sample_home, *arguments, typed=typed)

    return run
