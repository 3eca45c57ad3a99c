"""The typer application `podcite`.

Modules that take time to import (settings, rich, everything of `retrieval` but its models and errors) are
imported by the command functions that need them, so that `podcite --help` is instant.
"""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperArgument, TyperOption

from bot import __version__
from bot.cli.commands import (
    ask,
    backup,
    browse,
    doctor,
    feeds,
    gaps,
    guilds,
    index,
    log,
    pages,
    privacy,
    run,
    shows,
    speakers,
    stats,
    usage,
    web,
)
from bot.cli.commands.options import path_of
from bot.cli.global_options import GlobalOptions


def _plain_type(argument: TyperArgument, ctx: object) -> None:
    """Show no type behind an argument's name: typer writes `<list[Path]>`, which only programmers read."""


def _plain_usage(argument: TyperArgument) -> str:
    """Return an argument as usage lines mostly show it: `PATH...`, `[FEED]`, instead of `{PATH...}...`."""
    name = argument.display_name_raw.strip("[].")
    name += "..." if argument.nargs != 1 else ""
    return name if argument.required else f"[{name}]"


def _plain_range(parameter: TyperArgument | TyperOption) -> str:
    """Return the numbers that an option takes, in words instead of `1<=x<=100`."""
    is_limited = parameter.min is not None and parameter.max is not None
    return f"{parameter.min:,} to {parameter.max:,}" if is_limited else ""


# typer has no setting for these; tests/bot/cli/test_help.py says whether this still works.
TyperArgument.display_type_rich = _plain_type  # type: ignore[method-assign, assignment]
TyperArgument._usage_display_name = _plain_usage  # type: ignore[method-assign, assignment]
for _kind in (TyperArgument, TyperOption):
    _kind._get_number_range_help_str = _plain_range  # type: ignore[method-assign, assignment]

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    help="Ask about podcast episodes, and get answers that cite their sources.",
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
    stats.stats,
):
    app.command()(command)
app.add_typer(index.app, name="index")
app.add_typer(feeds.app, name="feed")
app.add_typer(shows.app, name="show")
app.add_typer(gaps.app, name="gaps")
app.add_typer(guilds.app, name="guilds")
app.add_typer(privacy.app, name="privacy")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"podcite {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def podcite(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(metavar="DIR", parser=path_of, help="The folder for the data; overrides PODCITE_HOME."),
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
