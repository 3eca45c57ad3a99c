"""Rules for every request and response: headers, the host name, requests per address."""

import ipaddress
import re
import time
from collections import Counter

from cachetools import TTLCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "media-src http: https:",
        "frame-src https://www.youtube-nocookie.com",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MEMBERS = "/m/"
"""How the paths of servers' own pages begin."""
MEMBER_HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers that keep a server's own pages, and links to them, from being stored or passed on."""
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
WINDOW_SECONDS = 10.0
"""The time over which an address's requests are counted."""
MAX_ADDRESSES = 50_000
"""How many addresses are counted at a time; with more, the oldest are forgotten."""
MAX_AT_ONCE = 64
"""How many requests of an address are answered at a time: a page, and its pictures through a proxy."""
NETWORK_BITS = 64
"""Leading bits of an IPv6 address that count as one visitor, who usually has that whole network."""


class Guarded:
    """ASGI middleware: refuses foreign host names and too many requests, and adds the headers."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], requests: int) -> None:
        self._app, self._hosts, self._allowed = app, hosts, requests
        self._counts: TTLCache[tuple[str, int], int] = TTLCache(MAX_ADDRESSES, 2 * WINDOW_SECONDS)
        self._begun = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(MEMBERS):
                    headers.update(MEMBER_HEADERS)
                    del headers["ETag"]
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        address = visitor_address(scope["client"][0] if scope.get("client") else "")
        self._begun[address] += 1
        try:
            await self._guard(scope, address)(scope, receive, send_guarded)
        finally:
            self._begun[address] -= 1
            if not self._begun[address]:
                del self._begun[address]

    def _guard(self, scope: Scope, address: str) -> ASGIApp:
        """Return what answers a request: the site, or a refusal."""
        if not self._is_own_host(Headers(scope=scope).get("host", "")):
            return PlainTextResponse(
                "This site has another address. Its host sets that in PODCITE_WEB_URL.\n", 421
            )
        if self._is_too_many(address):
            seconds = {"Retry-After": str(int(WINDOW_SECONDS))}
            return PlainTextResponse("Too many requests; try again in ten seconds.\n", 429, seconds)
        return self._app

    def _is_own_host(self, host: str) -> bool:
        written = _HOST.fullmatch(host)
        return written is not None and written["name"].strip("[]").lower() in self._hosts

    def _is_too_many(self, address: str) -> bool:
        if not self._allowed:
            return False
        key = (address, int(time.monotonic() // WINDOW_SECONDS))
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return count > self._allowed or self._begun[address] > MAX_AT_ONCE


def visitor_address(address: str) -> str:
    """Return the address under which a visitor is counted: for IPv6, that of the network."""
    try:
        written = ipaddress.ip_address(address)
    except ValueError:
        return address
    if written.version == 4:
        return address
    if written.ipv4_mapped:
        return str(written.ipv4_mapped)
    return str(ipaddress.ip_network((int(written), NETWORK_BITS), strict=False))
