"""Closes connections that get nowhere, so that they can't use up the files that the bot may open."""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as HttpProtocol
else:
    HttpProtocol = AutoHTTPProtocol

MAX_SERVED = 500
"""How many connections are served at a time; more are answered with 503."""
MAX_OPEN = 600
"""How many connections are open at a time; more are closed at once."""
PATIENCE_SECONDS = 30.0
"""A connection on which no new request has come or been answered for this long is closed."""


class ImpatientProtocol(HttpProtocol):
    """HTTP for visitors who send and read in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._last_request: Any = None
        if len(self.connections) > MAX_OPEN:
            transport.abort()
        else:
            self._look_later()

    def _look_later(self) -> None:
        self.loop.call_later(PATIENCE_SECONDS, self._look)

    def _look(self) -> None:
        if self not in self.connections:
            return
        if self.cycle is self._last_request:  # since the last look, no request has begun
            self.transport.abort()
            return
        self._last_request = self.cycle
        self._look_later()
