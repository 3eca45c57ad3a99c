"""What is stored about people: `privacy` and what prunes and shows it."""

from typing import Annotated

import typer

from bot.cli.commands.options import JsonOption, storable
from bot.cli.global_options import open_session

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Delete old personal data, or list kept questions."
)


@app.command()
def prune(ctx: typer.Context) -> None:
    """Delete old personal data now; the bot does it daily.

    PODCITE_KEEP_GAPS_DAYS, PODCITE_KEEP_QUESTIONS_DAYS and PODCITE_KEEP_LOG_DAYS set how long it is kept.
    """
    from bot.ui.formatting import count

    with open_session(ctx) as session:
        pruned = session.run(session.library.privacy.prune())
        session.print_text(f"deleted {count(pruned, 'old record')}")


@app.command()
def questions(
    ctx: typer.Context,
    lines: Annotated[
        int,
        typer.Option(
            "--lines", "-n", min=1, callback=storable, metavar="N", help="How many questions to show."
        ),
    ] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show the questions that members asked, if you keep them."""
    with open_session(ctx) as session:
        kept = session.run(session.library.privacy.questions(lines))
        if as_json:
            session.print_json(
                [
                    {"guild": each.guild, "at": each.at, "question": each.question, "status": each.status}
                    for each in kept
                ]
            )
            return
        if not kept:
            session.print_text("No questions are kept. PODCITE_KEEP_QUESTIONS_DAYS changes that.")
        for each in kept:
            where = "private message" if each.guild is None else f"server {each.guild}"
            session.print_text(f"{each.at}  {where}, {each.status}: {each.question}")
