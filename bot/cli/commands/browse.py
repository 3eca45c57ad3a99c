"""Looking around: `episodes` and `transcript`."""

from typing import Annotated

import typer

from bot.cli.global_options import JsonOption, ShowOption, session
from retrieval.models import Scope


def episodes(ctx: typer.Context, show: ShowOption = None, as_json: JsonOption = False) -> None:
    """List the episodes, newest first."""
    from bot.cli import json_documents as documents
    from bot.cli.render import answers as console

    with session(ctx) as opened:
        found = opened.run(opened.library.episodes(Scope(show=show)))
        if as_json:
            opened.write([documents.episode_document(episode) for episode in found])
        else:
            opened.show(console.episode_lines(found))


def transcript(
    ctx: typer.Context,
    episode: Annotated[str, typer.Argument(help="The episode's id, as podcite episodes lists it.")],
    at: Annotated[int | None, typer.Option("--at", min=1, metavar="N", help="Only around segment N.")] = None,
    context: Annotated[int, typer.Option("--context", min=0, help="How many segments on each side.")] = 2,
    as_json: JsonOption = False,
) -> None:
    """Show an episode's numbered segments."""
    from bot.cli import json_documents as documents
    from bot.cli.render import answers as console

    with session(ctx) as opened:
        found, segments = opened.run(
            opened.library.transcript(Scope(episode=episode), at=at, context=context)
        )
        if as_json:
            opened.write(documents.transcript_document(found, segments))
        else:
            opened.show(console.transcript_lines(found, segments, at))
