"""Check that everything works, and repair what can be repaired: `doctor`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands.options import JsonOption
from bot.cli.exit_status import ExitStatus
from bot.cli.global_options import open_session
from retrieval.errors import ConfigurationError, PodciteError
from retrieval.models import HealthCheck

if TYPE_CHECKING:
    from bot.cli.session import Session


def doctor(
    ctx: typer.Context,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what is wrong.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Only run the quick checks.")] = False,
    model: Annotated[
        bool,
        typer.Option("--model", help="Also send the language model a short question."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check that everything works, and say what to do if not."""
    try:
        session = open_session(ctx)
    except ConfigurationError as error:
        _print_settings_error(error, as_json=as_json)
        raise typer.Exit(ExitStatus.FAILED) from None
    with session:
        from bot.cli.model_checks import check_model

        failures = list(_fix(session)) if fix else []
        health = session.run(session.library.health.check(quick=quick))
        if any(check.name == "catalog" and not check.is_ok for check in health):
            failures = []  # for the same reason, with the same advice
        checks = [
            *_check_settings(session),
            *(check_model(session) if model else ()),
            *health,
            *failures,
        ]
        _print(session, checks, as_json=as_json)
        raise typer.Exit(ExitStatus.of(failed=not all(check.is_ok for check in checks)))


def _fix(session: "Session") -> Iterator[HealthCheck]:
    """Repair everything; yield what failed."""
    from bot.cli.action_log import log_action
    from bot.cli.progress import progress_bar

    health = session.library.health
    try:
        session.run(health.restrict_permissions())
        with progress_bar(session, "rebuilding") as on_progress:
            report = session.run(health.heal(on_progress, relink=True))
    except PodciteError as error:
        yield HealthCheck("repair", False, str(error))
        return
    for count, what in (
        (report.rebuilt, "rebuilt"),
        (report.cleared, "stale, removed"),
        (report.relinked, "with new vectors"),
        (report.tokens, "with new token vectors"),
    ):
        if count:
            log_action(session, "repaired", "index", f"{count} {what}")
    yield from (
        HealthCheck("repair", True, f"The damaged files were moved to {path}.") for path in report.moved
    )


def _check_settings(session: "Session") -> Iterator[HealthCheck]:
    from bot.cli.model_checks import NO_MODEL
    from bot.settings import looks_like_token

    settings = session.settings
    yield HealthCheck("settings", True, f"the data folder is {settings.home}")
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    if not token:
        yield HealthCheck("Discord token", True, "not set: `podcite run` starts a chat in the terminal")
    elif looks_like_token(token):
        yield HealthCheck("Discord token", True, "set, and looks like a token")
    else:
        advice = "Copy the token from the application's Bot page into DISCORD_TOKEN."
        yield HealthCheck("Discord token", False, "DISCORD_TOKEN doesn't look like a bot's token.", advice)
    try:
        model = session.run(session.library.health.load_chat_model())
    except PodciteError as error:
        yield HealthCheck("chat model", False, str(error), "Check PODCITE_CHAT_MODEL and OPENAI_API_KEY.")
    else:
        yield HealthCheck("chat model", True, model if session.settings.writes_with_model else NO_MODEL)


def _print(session: "Session", checks: list[HealthCheck], *, as_json: bool) -> None:
    from bot.cli.json_documents import health_document
    from bot.cli.render.library import render_health

    if as_json:
        session.print_json([health_document(check) for check in checks])
    else:
        session.print(render_health(checks))


def _print_settings_error(error: ConfigurationError, *, as_json: bool) -> None:
    """Print the one check that failed before there were settings to open anything with."""
    from bot.cli.json_documents import health_document
    from bot.cli.output import format_json, sanitize

    check = HealthCheck("settings", False, str(error), "The file .env.example describes every setting.")
    if as_json:
        typer.echo(format_json([health_document(check)]))
    else:
        typer.echo(f"wrong {check.name}  {sanitize(check.finding)} {check.advice}")
