"""Browse the library: `episodes` and `transcript`."""

from typing import Annotated

import typer

from bot.cli.commands.options import EpisodeArgument, JsonOption, ShowOption, storable
from bot.cli.global_options import open_session
from retrieval.models import Scope


def episodes(ctx: typer.Context, show: ShowOption = None, as_json: JsonOption = False) -> None:
    """List the episodes, newest first."""
    from bot.cli.json_documents import episode_document
    from bot.cli.render.library import render_episodes

    with open_session(ctx) as session:
        listed = session.run(session.library.episodes(Scope(show=show)))
        people = session.run(session.library.speakers.people(None, listed))
        if as_json:
            session.print_json([episode_document(episode, people[episode.generation]) for episode in listed])
        else:
            session.print(render_episodes(listed, people))


def _check_place(place: str | None) -> str | None:
    if place and place.isdecimal() and not storable(int(place)):
        raise typer.BadParameter("the first segment is number 1")
    return place


def transcript(
    ctx: typer.Context,
    episode: EpisodeArgument,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            callback=_check_place,
            metavar="TIME",
            help="Only around this time, such as 1:02:03, or this segment's number.",
        ),
    ] = None,
    context: Annotated[
        int,
        typer.Option(
            "--context", min=0, callback=storable, metavar="N", help="How many segments on each side."
        ),
    ] = 2,
    as_json: JsonOption = False,
) -> None:
    """Show an episode's numbered segments."""
    from bot.cli.json_documents import transcript_document
    from bot.cli.render.transcripts import render_transcript
    from bot.timestamps import segment_at

    with open_session(ctx) as session:
        scope = session.episode_scope(episode)
        record, segments = session.run(session.library.transcript(scope))
        number = segment_at(at, segments) if at else None
        if number is not None:
            segments = segments[max(number - 1 - context, 0) : number + context]
        if as_json:
            session.print_json(transcript_document(record, segments))
        else:
            session.print(render_transcript(record, segments, number))
