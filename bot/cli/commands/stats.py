"""Say how many questions there were, and how they ended: `stats`."""

from typing import Annotated

import typer

from bot.cli.commands.options import JsonOption, storable
from bot.cli.global_options import open_session


def stats(
    ctx: typer.Context,
    guild: Annotated[
        int | None,
        typer.Option(metavar="ID", min=1, callback=storable, help="Only this server, instead of all."),
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=36_500, help="How many days back to look.")
    ] = 30,
    as_json: JsonOption = False,
) -> None:
    """Show how many questions there were and how they ended."""
    from bot.cli.gap_documents import stats_document
    from bot.cli.render.gaps import render_stats

    with open_session(ctx) as session:
        everybody = guild is None
        figures = session.run(session.library.guilds.gaps.stats(guild, days, everybody=everybody))
        if as_json:
            session.print_json(stats_document(figures, guild, days))
        else:
            session.print(render_stats(figures, days))
