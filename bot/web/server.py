"""Serves the site with uvicorn in the running event loop."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from bot.web.app import create_app
from bot.web.site import Site
from retrieval.errors import ConfigurationError
from retrieval.library import Library

log = logging.getLogger(__name__)

CLOSING_SECONDS = 3
"""How long requests may go on, in seconds, after the site was asked to stop."""
MAX_CONNECTIONS = 500
"""How many connections are served at a time; more are answered with 503."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the process that it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(library: Library, site: Site, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve the site until the context ends; yield the port, which is chosen where it is 0.

    Raises ConfigurationError if the port can't be used.
    """
    config = uvicorn.Config(
        create_app(library, site),
        log_config=None,
        proxy_headers=True,
        access_log=False,
        server_header=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        lifespan="off",
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=MAX_CONNECTIONS)
    except OSError as error:
        raise ConfigurationError(
            f"The site can't use port {port} of {host} ({error.strerror}): set another PODCITE_WEB_PORT."
        ) from error
    with listener:
        server = _Server(config)
        task = asyncio.create_task(server.serve([listener]))
        bound: int = listener.getsockname()[1]
        log.info("The site is served on port %d of %s, as %s", bound, host, site.url)
        try:
            yield bound
        finally:
            server.should_exit = True
            await task
