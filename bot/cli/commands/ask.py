"""Ask and search: `ask` and `search`."""

from typing import Annotated

import typer

from bot.cli.commands.options import EpisodeOption, JsonOption, ShowOption
from bot.cli.global_options import open_session
from retrieval.models import Scope


def ask(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question; with -, one question per line of input.")
    ],
    episode: EpisodeOption = None,
    show: ShowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question, with citations.

    You can also ask about the library ("latest episode") or for a page ("summarize episode 12").
    """
    from bot.cli.batch import answer_lines
    from bot.cli.json_documents import answer_document
    from bot.cli.opened_pages import page_paragraphs
    from bot.cli.render.answers import render_answer

    scope = Scope(show=show, episode=episode)
    with open_session(ctx) as session:
        if question == "-":
            raise typer.Exit(answer_lines(session, scope, as_json=as_json))
        session.speak_as(question)
        answer = session.run(session.library.ask(question, scope))
        if as_json:
            session.print_json(answer_document(answer))
        else:
            session.print(render_answer(answer))
            session.print(page_paragraphs(session, answer))


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for, in your own words.")],
    episode: EpisodeOption = None,
    show: ShowOption = None,
    k: Annotated[
        int, typer.Option("-k", min=1, max=100, metavar="N", help="How many segments to list.")
    ] = 10,
    as_json: JsonOption = False,
) -> None:
    """List the segments that match a query best."""
    from bot.cli.json_documents import hit_document
    from bot.cli.render.transcripts import render_hits
    from retrieval.answering.answerability import resembles_hits

    with open_session(ctx) as session:
        scope = session.episode_scope(episode, show) if episode else Scope(show=show)
        hits = session.run(session.library.search(query, scope, k))
        if as_json:
            session.print_json([hit_document(hit) for hit in hits])
        else:
            if hits and not resembles_hits(query, hits):
                session.print_error("Nothing in these episodes resembles your search. The closest passages:")
            session.print(render_hits(hits))
        if left_out := session.run(session.library.left_out(scope)):
            session.print_error(left_out)
