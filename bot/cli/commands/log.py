"""Who did what: `log`."""

from typing import Annotated

import typer

from bot.cli.global_options import JsonOption, session


def log(
    ctx: typer.Context,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many entries.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show who did what with the library, in all servers and from the shell, newest first."""
    from bot.cli import json_documents as documents
    from bot.cli.render import answers as console

    with session(ctx) as opened:
        entries = opened.run(opened.library.guilds.all_entries(lines))
        if as_json:
            opened.write([documents.entry_document(entry) for entry in entries])
        else:
            opened.show(console.entry_lines(entries))
