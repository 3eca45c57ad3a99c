"""Start the bot or a conversation: `run` and `chat`."""

import typer

from bot.cli.commands.options import EpisodeOption, ShowOption
from bot.cli.global_options import open_session
from retrieval.models import Scope


def run(ctx: typer.Context) -> None:
    """Start the Discord bot, or a chat without DISCORD_TOKEN."""
    with open_session(ctx) as session:
        settings = session.settings
        if settings.discord_token:
            from bot.memory import share_arenas
            from bot.run import run_bot
            from bot.settings import check_token
            from bot.web.health import health_of
            from bot.web.serve import link_citations, site_of

            token = settings.discord_token.get_secret_value()
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
        else:
            from bot.cli.indexing import add_sample
            from bot.cli.model_checks import print_model_checks
            from bot.cli.repl import run_repl

            print_model_checks(session)
            add_sample(session)
            raise typer.Exit(run_repl(session, Scope()))


def chat(ctx: typer.Context, episode: EpisodeOption = None, show: ShowOption = None) -> None:
    """Ask one question after another, also about the answers."""
    from bot.cli.repl import run_repl

    with open_session(ctx) as session:
        raise typer.Exit(run_repl(session, Scope(show=show, episode=episode)))
