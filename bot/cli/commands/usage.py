"""Say what language models were used for: `usage`."""

import typer

from bot.cli.commands.options import JsonOption
from bot.cli.global_options import open_session


def usage(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show how much language models were used, and the cost.

    There is one line for each server and month.
    """
    from bot.cli.render.usage import render_usage
    from bot.cli.usage_documents import usage_document

    with open_session(ctx) as session:
        rows = session.run(session.library.chat_model.usage(everybody=True))
        if as_json:
            session.print_json([usage_document(row) for row in rows])
        else:
            session.print(render_usage(rows))
