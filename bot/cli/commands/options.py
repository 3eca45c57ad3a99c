"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

MAX_OPTION = 2**63 - 1
"""The largest number of an option: no database can store more."""


def storable(number: int | None) -> int | None:
    """Return the number. Raises BadParameter, which is wrong usage, where no database can hold it."""
    if number is not None and abs(number) > MAX_OPTION:
        raise typer.BadParameter("that number is too large.")
    return number


def path_of(typed: str) -> Path:
    """Return the path that was typed. Raises BadParameter for none: it would mean the working folder."""
    if not typed:
        raise typer.BadParameter("it is empty")
    return Path(typed)


def not_empty(typed: str | None) -> str | None:
    """Return the text that was typed. Raises BadParameter for an empty one, which would state nothing."""
    if typed is not None and not typed.strip():
        raise typer.BadParameter("it is empty")
    return typed


EpisodeOption = Annotated[str | None, typer.Option("--episode", metavar="ID", help="Only this episode.")]
ShowOption = Annotated[
    str | None,
    typer.Option("--show", metavar="SHOW", help="Only this show: its id, or a part of its title."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
EpisodeArgument = Annotated[
    str,
    typer.Argument(metavar="EPISODE", help="The episode: its id (see `podcite episodes`), number or title."),
]
WholeShowArgument = Annotated[str, typer.Argument(metavar="SHOW", help="The show's id, or its whole title.")]
ShowArgument = Annotated[str, typer.Argument(metavar="SHOW", help="The show's id, or a part of its title.")]
GuildOption = Annotated[
    int | None,
    typer.Option(
        metavar="ID", min=1, callback=storable, help="Use this server's own shows, not the shared ones."
    ),
]
