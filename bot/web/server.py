"""Serve the site and the health checks with uvicorn in the running event loop."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.web.app import create_app
from bot.web.connections import MAX_SERVED, ImpatientProtocol
from bot.web.site import Site
from retrieval.errors import ConfigurationError
from retrieval.library import Library

log = logging.getLogger(__name__)

CLOSING_SECONDS = 3
"""How long requests may continue after the site was asked to stop, in seconds."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the process that it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serving(
    library: Library, site: Site, *, host: str, port: int
) -> contextlib.AbstractAsyncContextManager[int]:
    """Return a context that serves the site while it is open, and yields the port (see `serve_app`)."""
    app = create_app(library, site)
    return serve_app(app, host=host, port=port, name="The site", setting="PODCITE_WEB_PORT")


@contextlib.asynccontextmanager
async def serve_app(app: ASGIApp, *, host: str, port: int, name: str, setting: str) -> AsyncIterator[int]:
    """Serve an application until the context ends; yield the port, which is chosen where it is 0.

    The log and errors call it `name`. Raises ConfigurationError, which names the `setting`, if the port
    can't be used.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        proxy_headers=True,
        access_log=False,
        server_header=False,
        http=ImpatientProtocol,
        limit_concurrency=MAX_SERVED,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        lifespan="off",
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=MAX_SERVED)
    except OSError as error:
        raise ConfigurationError(
            f"{name} can't use port {port} of {host} ({error.strerror}): set another {setting}."
        ) from error
    with listener:
        server = _Server(config)
        task = asyncio.create_task(server.serve([listener]))
        bound: int = listener.getsockname()[1]
        log.info("%s is served on port %d", name, bound)
        try:
            yield bound
        finally:
            server.should_exit = True
            await task
