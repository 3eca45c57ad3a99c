"""Options and arguments that several commands share."""

from typing import Annotated

import typer

EpisodeOption = Annotated[
    str | None, typer.Option("--episode", metavar="ID", help="Look only into this episode.")
]
ShowOption = Annotated[str | None, typer.Option("--show", metavar="ID", help="Look only into this show.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write one JSON document and nothing else.")]
EpisodeArgument = Annotated[str, typer.Argument(help="The episode's id, as podcite episodes lists it.")]
