"""The options that hold for every command, and the session that they describe."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

if TYPE_CHECKING:
    from bot.cli.session import Session

_GLOBAL_FLAGS = ("--verbose", "-v")


class GlobalOptions(NamedTuple):
    """Values of the global options."""

    home: Path | None = None
    verbose: bool = False


def open_session(ctx: typer.Context) -> "Session":
    """Open the session that the global options of this command line describe."""
    from bot.cli.session import Session

    options = ctx.find_object(GlobalOptions) or GlobalOptions()
    return Session(options.home, verbose=options.verbose)


def move_global_options_first(arguments: Iterable[str]) -> list[str]:
    """Return the arguments with the global options before the command, as typer expects them.

    What follows `--` stays as it is. If `--home` has no value, only that option is returned, which typer
    then refuses.
    """
    global_options, others = list[str](), list[str]()
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--":
            others += [argument, *remaining]
        elif argument == "--home":
            folder = next(remaining, None)
            if folder is None:
                return [argument]
            global_options += [argument, folder]
        elif argument in _GLOBAL_FLAGS or argument.startswith("--home="):
            global_options.append(argument)
        else:
            others.append(argument)
    return global_options + others
