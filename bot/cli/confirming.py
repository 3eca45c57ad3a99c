"""Ask in a terminal: before something is deleted for good, and what should become of a file."""

import sys
from collections.abc import Mapping

import typer

from retrieval.errors import BadRequestError


def confirmed(question: str, *, yes: bool) -> bool:
    """Return whether to continue; with `yes`, nobody is asked.

    Raises BadRequestError if nobody can be asked because this isn't a terminal.
    """
    if yes:
        return True
    if not is_terminal():
        raise BadRequestError(
            "Nothing was removed: removing can't be undone, and outside a terminal you can't be "
            "asked first. To remove without being asked, add --yes."
        )
    return typer.confirm(question, err=True)


def is_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty()


def chosen(choices: Mapping[str, str]) -> str:
    """Ask which one of some choices is wanted, and return its key; each is shown with what it means."""
    for key, meaning in choices.items():
        typer.echo(f"  {key} = {meaning}", err=True)
    while True:
        typed = str(typer.prompt(f"Your choice ({', '.join(choices)})", err=True)).strip().lower()
        if typed in choices:
            return typed
