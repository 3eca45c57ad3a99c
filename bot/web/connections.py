"""Close connections that make no progress, so that they can't use up the bot's open files."""

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Any

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from bot.web.security import visitor_address

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as HttpProtocol
else:
    HttpProtocol = AutoHTTPProtocol

MAX_SERVED = 500
"""How many connections are served at a time; more are answered with 503."""
MAX_OPEN = 600
"""How many connections are open at a time; more are closed at once."""
MAX_OPEN_PER_ADDRESS = 64
"""How many connections an address may have open at a time; more are closed at once. Proxies may have any."""
PATIENCE_SECONDS = 30.0
"""A connection on which no new request has come or been answered for this long is closed."""


class ImpatientProtocol(HttpProtocol):
    """HTTP for visitors who send and read in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._last_request: Any = None
        peer: str = (transport.get_extra_info("peername") or [""])[0]
        proxies = _proxy_headers(str(self.config.forwarded_allow_ips)).trusted_hosts
        self.peer = "" if peer in proxies else visitor_address(peer)
        if len(self.connections) > MAX_OPEN or self._peer_has_too_many():
            transport.abort()
        else:
            self._look_later()

    def _peer_has_too_many(self) -> bool:
        if not self.peer:
            return False
        others = (other for other in self.connections if isinstance(other, ImpatientProtocol))
        return sum(other.peer == self.peer for other in others) > MAX_OPEN_PER_ADDRESS

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


@cache
def _proxy_headers(allowed: str) -> ProxyHeadersMiddleware:
    """Return what knows the proxies, whose statement of a visitor's address is trusted."""

    async def nothing(*_: object) -> None: ...

    return ProxyHeadersMiddleware(nothing, allowed)
