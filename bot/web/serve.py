"""Serve the site alone, without the bot."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from functools import partial

from bot.citation_links import SITE_LINKS, SiteLinks
from bot.settings import Settings
from bot.web.server import serving
from bot.web.site import Site
from retrieval.library import Library


def site_of(library: Library, settings: Settings) -> Callable[[], AbstractAsyncContextManager[int]] | None:
    """Return what serves the site while the bot runs, `None` if no port is set for it."""
    if settings.web_port is None:
        return None
    site = Site.of(settings, settings.web_port)
    return partial(serving, library, site, host=settings.web_host, port=settings.web_port)


def link_citations(settings: Settings) -> None:
    """Let citations in Discord lead to the site, if it has a public address."""
    if settings.web_url is not None:
        site = Site.of(settings, 0)
        SITE_LINKS.set(SiteLinks(site.url, site.members) if site.members else None)


async def serve_site(library: Library, settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Serve the site until SIGTERM or SIGINT; `say` is called with its address once it can be opened.

    Raises ConfigurationError if the port can't be used.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    library.build_services()
    site = Site.of(settings, port)
    async with serving(library, site, host=settings.web_host, port=port) as bound:
        say(f"The site is at {site.url if port or settings.web_url else f'http://localhost:{bound}'}")
        await stopped.wait()
