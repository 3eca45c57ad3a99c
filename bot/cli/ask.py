"""Asking: `run`, `chat`, `ask` and `search`."""

from typing import Annotated

import typer

from bot.cli.options import EpisodeOption, JsonOption, ShowOption, session
from retrieval.models import Scope


def run(ctx: typer.Context) -> None:
    """Start the Discord bot if DISCORD_TOKEN is set, else a conversation."""
    with session(ctx) as opened:
        settings = opened.settings
        if settings.discord_token:
            from bot.run import run_bot

            run_bot(
                opened.open_library(),
                token=settings.discord_token.get_secret_value(),
                api_url=settings.discord_api_url,
                gateway_url=settings.discord_gateway_url,
                guild=settings.discord_guild,
                poll_seconds=settings.poll_seconds,
                log_level=settings.log_level,
                secrets=settings.secrets(),
            )
        else:
            from bot.chat import converse
            from bot.indexing import add_sample

            add_sample(opened)
            raise typer.Exit(converse(opened, Scope()))


def chat(ctx: typer.Context, episode: EpisodeOption = None, show: ShowOption = None) -> None:
    """Ask one question after the other; each may refer to the answers before it."""
    from bot.chat import converse

    with session(ctx) as opened:
        raise typer.Exit(converse(opened, Scope(show=show, episode=episode)))


def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="The question; - reads one from each line of input.")],
    episode: EpisodeOption = None,
    show: ShowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the transcripts, every sentence with its proof."""
    from bot import batch, console, documents

    scope = Scope(show=show, episode=episode)
    with session(ctx) as opened:
        if question == "-":
            raise typer.Exit(batch.answer(opened, scope, as_json=as_json))
        answer = opened.run(opened.library.ask(question, scope))
        if as_json:
            opened.write(documents.answer_document(answer))
        else:
            opened.show(console.answer_lines(answer))


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for, in any words.")],
    episode: EpisodeOption = None,
    show: ShowOption = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many segments.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """List the segments that are nearest to a query, best first."""
    from bot import console, documents

    with session(ctx) as opened:
        hits = opened.run(opened.library.search(query, Scope(show=show, episode=episode), k))
        if as_json:
            opened.write([documents.hit_document(hit) for hit in hits])
        else:
            opened.show(console.hit_lines(hits))
