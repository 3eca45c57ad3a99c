"""What isn't answered well, and the passages pinned for it: `gaps list`, `pin`, `pins`, `unpin`, `export`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.commands.options import EpisodeArgument, JsonOption, path_of, storable
from bot.cli.global_options import open_session
from retrieval.models.gaps import GapGroup

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="See badly answered questions, and pin good passages.",
)
ServerOption = Annotated[
    int | None,
    typer.Option("--guild", metavar="ID", min=1, callback=storable, help="Only for this server."),
]
DaysOption = Annotated[int, typer.Option(metavar="N", min=1, max=36_500, help="How many days back to look.")]


@app.command("list")
def list_(
    ctx: typer.Context, guild: ServerOption = None, days: DaysOption = 30, as_json: JsonOption = False
) -> None:
    """List questions that were not answered well.

    The questions are grouped by subject. Without --guild, it lists questions from private messages.
    """
    from bot.cli.gap_documents import gap_group_document
    from bot.cli.render.gaps import render_gaps

    with open_session(ctx) as session:
        gaps, page = session.library.guilds.gaps, 0
        groups: list[GapGroup] = []
        while some := session.run(gaps.page(guild, days, page)).groups:
            groups += some
            page += 1
        if as_json:
            session.print_json([gap_group_document(group, guild) for group in groups])
        else:
            session.print(render_gaps(groups, guild, days))


@app.command()
def pin(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, as people ask it.")],
    episode: EpisodeArgument,
    at: Annotated[
        str, typer.Argument(metavar="AT", help="A segment's number such as 119, or a time such as 1:02:03.")
    ],
    guild: ServerOption = None,
) -> None:
    """Pin the passage that answers a question.

    It then comes first for questions in these words, in that server or, without --guild, in all servers.
    """
    from bot.cli.action_log import log_action
    from bot.cli.render.gaps import pin_sentence
    from bot.timestamps import segment_at

    with open_session(ctx) as session:
        scope = session.episode_scope(episode, guild=guild)
        found, segments = session.run(session.library.transcript(scope))
        segment = segment_at(at, segments)
        placed = session.run(session.library.guilds.pins.add(guild, question, found.id, segment))
        log_action(session, "pin", found.id, f"segment {segment}{_where(guild)}")
        session.print_text(pin_sentence(placed))


@app.command()
def pins(ctx: typer.Context, guild: ServerOption = None, as_json: JsonOption = False) -> None:
    """List the pinned passages, with their numbers."""
    from bot.cli.gap_documents import pin_document
    from bot.cli.render.gaps import render_pins

    with open_session(ctx) as session:
        placed = session.run(session.library.guilds.pins.list(guild))
        if as_json:
            session.print_json([pin_document(one) for one in placed])
        else:
            session.print(render_pins(placed))


@app.command()
def unpin(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="PIN", min=1, help="The pin's number.")],
    guild: ServerOption = None,
) -> None:
    """Remove a pin; `podcite gaps pins` lists the numbers."""
    from bot.cli.action_log import log_action

    storable(number)
    with open_session(ctx) as session:
        removed = session.run(session.library.guilds.pins.remove(guild, number))
        passage = removed.passage
        log_action(session, "unpin", passage.episode, f"segment {passage.segment}{_where(guild)}")
        session.print_text(f"Removed the pin for “{removed.question}”.")


@app.command()
def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", parser=path_of, help="A new or empty folder.")],
    guild: ServerOption = None,
) -> None:
    """Write the pins as a test set, with their episodes' transcripts.

    `python -m benchmarks.answers --dataset FOLDER` measures answers with it.
    """
    with open_session(ctx) as session:
        count = session.run(session.library.guilds.pins.export(guild, folder))
        noun = "question" if count == 1 else "questions"
        session.print_text(f"Wrote a test set of {count} {noun} to {folder}.")


def _where(guild: int | None) -> str:
    return f" in server {guild}" if guild else ""
