"""The typer application `podcite`.

Modules that take time to import (settings, rich, everything of `retrieval` but its models and errors) are
imported by the command functions that need them, so that `podcite --help` is instant.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
from bot.cli.commands import (
    ask,
    backup,
    browse,
    doctor,
    feeds,
    guilds,
    index,
    log,
    pages,
    run,
    shows,
    speakers,
    usage,
    web,
)
from bot.cli.global_options import GlobalOptions

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    help="Ask podcast episodes, and get answers that cite their sources.",
    epilog="To start, run: podcite run",
)
# The help lists the commands in this order, and the groups after them.
for command in (
    run.run,
    run.chat,
    web.web,
    ask.ask,
    ask.search,
    browse.episodes,
    browse.transcript,
    pages.summary,
    pages.clips,
    pages.questions,
    pages.related,
    speakers.speakers,
    log.log,
    backup.backup,
    backup.restore,
    doctor.doctor,
    usage.usage,
):
    app.command()(command)
app.add_typer(index.app, name="index")
app.add_typer(feeds.app, name="feed")
app.add_typer(shows.app, name="show")
app.add_typer(guilds.app, name="guilds")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"podcite {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def podcite(
    ctx: typer.Context,
    home: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder for the data; overrides PODCITE_HOME.")
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Log to the screen (standard error), not to podcite.log."),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version."),
    ] = False,
) -> None:
    """Store the global options for the command; without a command, print the help."""
    ctx.obj = GlobalOptions(home, verbose)
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
