"""A library with the bundled show, made once by the command itself, and the command in this process."""

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


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _only_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def show_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the bundled show is indexed; for reading only."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.variables():
            patch.delenv(name, raising=False)
        patch.chdir(home)
        patch.setattr(sys, "stdin", io.StringIO(""))
        assert main(["--home", str(home), "run"]) == 0
    return home


@pytest.fixture
def podcite(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs the command in this process, with what its standard input holds."""

    def run(*arguments: object, typed: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Outcome(status, out, err)

    return run


@pytest.fixture
def ask_show(podcite: Command, show_home: Path) -> Command:
    """The same, on the library of the bundled show."""

    def run(*arguments: object, typed: str = "") -> Outcome:
        return podcite("--home", show_home, *arguments, typed=typed)

    return run
