"""The options that several commands share."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from bot.cli.session import Session

EpisodeOption = Annotated[
    str | None, typer.Option("--episode", metavar="ID", help="Look only into this episode.")
]
ShowOption = Annotated[str | None, typer.Option("--show", metavar="ID", help="Look only into this show.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write one JSON document and nothing else.")]

_ANYWHERE = ("--verbose", "-v")


class Globals(NamedTuple):
    """The options before the command."""

    home: Path | None = None
    verbose: bool = False


def session(ctx: typer.Context) -> "Session":
    """What the command works with, opened as the options before it say."""
    from bot.cli.session import Session

    given = ctx.find_object(Globals) or Globals()
    return Session(given.home, verbose=given.verbose)


def hoist(arguments: Iterable[str]) -> list[str]:
    """The arguments with the global options moved to the front, so that they may stand anywhere."""
    first, rest = list[str](), list[str]()
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--home":
            folder = next(waiting, None)
            if folder is None:
                return [argument]
            first += [argument, folder]
        elif argument in _ANYWHERE or argument.startswith("--home="):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest
