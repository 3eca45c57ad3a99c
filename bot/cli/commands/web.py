"""Serve the site: `web`."""

from typing import Annotated

import typer

from bot.cli.global_options import open_session

DEFAULT_PORT = 8080
"""The port of the site where neither an option nor PODCITE_WEB_PORT names one."""


def web(
    ctx: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="The port; overrides PODCITE_WEB_PORT."),
    ] = None,
) -> None:
    """Serve the site: a page for every episode and moment."""
    from bot.web.serve import serve_site

    with open_session(ctx) as session:
        settings = session.settings
        chosen = next(each for each in (port, settings.web_port, DEFAULT_PORT) if each is not None)
        session.run(serve_site(session.library, settings, chosen, session.print_text))
