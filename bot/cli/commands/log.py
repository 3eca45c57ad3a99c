"""Show who did what: `log`."""

from typing import Annotated

import typer

from bot.cli.commands.options import JsonOption, storable
from bot.cli.global_options import open_session


def log(
    ctx: typer.Context,
    lines: Annotated[
        int,
        typer.Option(
            "--lines", "-n", min=1, callback=storable, metavar="N", help="How many entries to show."
        ),
    ] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show who did what, in all servers and in the terminal."""
    from bot.cli.guild_documents import log_entry_document
    from bot.cli.render.library import render_log

    with open_session(ctx) as session:
        entries = session.run(session.library.guilds.whole_audit_log(lines))
        if as_json:
            session.print_json([log_entry_document(entry) for entry in entries])
        else:
            session.print(render_log(entries))
