"""Show an episode's page: `summary`, `clips`, `questions` and `related`."""

from typing import Annotated

import typer

from bot.cli.commands.options import EpisodeArgument, JsonOption
from bot.cli.global_options import open_session


def summary(
    ctx: typer.Context,
    episode: EpisodeArgument,
    topic: Annotated[
        str | None,
        typer.Option(
            "--topic",
            metavar="TOPIC",
            help="Only this topic or subtopic: its number, such as 2 or 2.1, or its title.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show an episode's topics, with every sentence cited."""
    from bot.cli.page_documents import summary_document
    from bot.cli.render.pages import render_summary
    from retrieval.episode_pages.topic_search import find_topic

    with open_session(ctx) as session:
        page = session.run(session.library.pages.summary(session.episode_scope(episode)))
        place = None if topic is None or not page.topics else find_topic(page, topic)
        if as_json:
            session.print_json(summary_document(page, place))
        else:
            session.print(render_summary(page, place))


def clips(ctx: typer.Context, episode: EpisodeArgument, as_json: JsonOption = False) -> None:
    """Show the passages of an episode that are worth playing."""
    from bot.cli.page_documents import clip_document
    from bot.cli.render.pages import render_clips

    with open_session(ctx) as session:
        page = session.run(session.library.pages.clips(session.episode_scope(episode)))
        if as_json:
            session.print_json([clip_document(clip) for clip in page])
        else:
            session.print(render_clips(page))


def questions(ctx: typer.Context, episode: EpisodeArgument, as_json: JsonOption = False) -> None:
    """Show the questions that an episode answers."""
    from bot.cli.page_documents import question_document
    from bot.cli.render.pages import render_questions

    with open_session(ctx) as session:
        page = session.run(session.library.pages.questions(session.episode_scope(episode)))
        if as_json:
            session.print_json([question_document(question) for question in page])
        else:
            session.print(render_questions(page))


def related(ctx: typer.Context, episode: EpisodeArgument, as_json: JsonOption = False) -> None:
    """Show other episodes about the same subjects."""
    from bot.cli.page_documents import related_document
    from bot.cli.render.pages import render_related

    with open_session(ctx) as session:
        page = session.run(session.library.pages.related(session.episode_scope(episode)))
        if as_json:
            session.print_json([related_document(relation) for relation in page])
        else:
            session.print(render_related(page))
