"""Start the bot or a conversation: `run` and `chat`."""

import sys
from typing import TYPE_CHECKING

import typer

from bot.cli.commands.options import EpisodeOption, ShowOption
from bot.cli.exit_status import WrongSettingsError
from bot.cli.global_options import open_session
from retrieval.errors import ConfigurationError, sentence_of
from retrieval.models import Scope

if TYPE_CHECKING:
    from bot.cli.session import Session


def run(ctx: typer.Context) -> None:
    """Start the Discord bot, or a chat without DISCORD_TOKEN."""
    try:
        with open_session(ctx) as session:
            if session.settings.discord_token:
                _run_bot(session, session.settings.discord_token.get_secret_value())
            else:
                _run_chat(session)
    except ConfigurationError as error:
        if isinstance(error.__cause__, OSError):  # such as a disk that isn't mounted yet
            raise
        raise WrongSettingsError(sentence_of(error)) from error


def _run_bot(session: "Session", token: str) -> None:
    from bot.memory import share_arenas
    from bot.run import run_bot
    from bot.settings import check_token
    from bot.web.health import health_of
    from bot.web.serve import link_citations, site_of

    settings = session.settings
    check_token(token)
    share_arenas()
    library = session.open_library(limits_private=True)
    link_citations(settings)
    run_bot(
        library,
        token=token,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        guild=settings.discord_guild,
        poll_seconds=settings.poll_seconds,
        keep_days=settings.keep_days,
        concurrency=settings.concurrency,
        log_level=settings.log_level,
        secrets=settings.secrets(),
        site=site_of(library, settings),
        health=health_of(library, settings),
        log_format=settings.log_format,
    )


def _run_chat(session: "Session") -> None:
    """Chat in the terminal, or answer the lines that are piped in.

    Raises ConfigurationError if there is neither: then a service was started without its token.
    """
    from bot.cli.indexing import add_sample
    from bot.cli.model_checks import print_model_checks
    from bot.cli.repl import run_repl

    first_line = "" if sys.stdin.isatty() else sys.stdin.readline()
    if not first_line and not sys.stdin.isatty():
        raise ConfigurationError(
            "DISCORD_TOKEN is not set, and there is no terminal to chat in: put the token of your Discord "
            "application into .env, as .env.example says."
        )
    print_model_checks(session)
    add_sample(session)
    raise typer.Exit(run_repl(session, Scope(), first_line))


def chat(ctx: typer.Context, episode: EpisodeOption = None, show: ShowOption = None) -> None:
    """Ask one question after another, also about the answers."""
    from bot.cli.repl import run_repl

    with open_session(ctx) as session:
        scope = session.episode_scope(episode, show) if episode else Scope(show=show)
        raise typer.Exit(run_repl(session, scope))
