"""What an episode's page shows: `summary`, `clips`, `questions` and `related`."""

from typing import Annotated

import typer

from bot.cli.global_options import JsonOption, session
from retrieval.models import Scope

EpisodeArgument = Annotated[str, typer.Argument(help="The episode's id, as podcite episodes lists it.")]


def summary(
    ctx: typer.Context,
    episode: EpisodeArgument,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TOPIC", help="Only this topic: its number or its title.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show an episode's topics, every sentence with the segment that proves it."""
    from bot.cli import json_documents as documents
    from bot.cli.render import pages as page_lines
    from bot.topics import topic_at

    with session(ctx) as opened:
        found = opened.run(opened.library.pages.summary(Scope(episode=episode)))
        topics = found.topics if topic is None else (found.topics[topic_at(found, topic)],)
        if as_json:
            opened.write(documents.summary_document(found, topics))
        else:
            opened.show(page_lines.summary_lines(found, topics))


def clips(ctx: typer.Context, episode: EpisodeArgument, as_json: JsonOption = False) -> None:
    """Show the passages of an episode that are worth playing by themselves."""
    from bot.cli import json_documents as documents
    from bot.cli.render import pages as page_lines

    with session(ctx) as opened:
        found = opened.run(opened.library.pages.clips(Scope(episode=episode)))
        if as_json:
            opened.write([documents.clip_document(clip) for clip in found])
        else:
            opened.show(page_lines.clip_lines(found))


def questions(ctx: typer.Context, episode: EpisodeArgument, as_json: JsonOption = False) -> None:
    """Show the questions that an episode answers."""
    from bot.cli import json_documents as documents
    from bot.cli.render import pages as page_lines

    with session(ctx) as opened:
        found = opened.run(opened.library.pages.questions(Scope(episode=episode)))
        if as_json:
            opened.write([documents.question_document(question) for question in found])
        else:
            opened.show(page_lines.question_lines(found))


def related(ctx: typer.Context, episode: EpisodeArgument, as_json: JsonOption = False) -> None:
    """Show other episodes that talk about the same."""
    from bot.cli import json_documents as documents
    from bot.cli.render import pages as page_lines

    with session(ctx) as opened:
        found = opened.run(opened.library.pages.related(Scope(episode=episode)))
        if as_json:
            opened.write([documents.related_document(each) for each in found])
        else:
            opened.show(page_lines.related_lines(found))
