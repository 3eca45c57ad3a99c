"""The command `podcite`: options in, one call of the library, a page or a JSON document out.

Modules that take time to import (settings, rich, everything of `retrieval` but its models) are imported
by the functions that need them, so that `podcite --help` is instant.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
from bot.cli.commands import ask, browse, feeds, index, log, pages
from bot.cli.global_options import Globals

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    help="Ask podcast episodes, and get answers that prove every sentence.",
    epilog="A good beginning is: podcite run",
)
for command in (ask.run, ask.chat, ask.ask, ask.search):
    app.command()(command)
app.add_typer(index.app, name="index")
app.add_typer(feeds.app, name="feed")
for listing in (
    browse.episodes,
    browse.transcript,
    pages.summary,
    pages.clips,
    pages.questions,
    pages.related,
    log.log,
):
    app.command()(listing)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"podcite {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def podcite(
    ctx: typer.Context,
    home: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder where data lives, before PODCITE_HOME.")
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Log to standard error, not to podcite.log in that folder."),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help="Say which Podcite this is."),
    ] = False,
) -> None:
    """Keep the options before the command for it; without a command, help."""
    ctx.obj = Globals(home, verbose)
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
