"""What goes wrong between a bot and Discord, on demand; and Discord's rate limits."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from aiohttp import web

from .wire import Clock, respond

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Fault:
    """What happens to the next `times` requests that match `route`, as in `PATCH /webhooks/*`."""

    route: str
    times: int
    strike: Callable[[web.Request], web.Response | None]
    struck: int = 0
    released: asyncio.Event | None = None

    def release(self) -> None:
        """Let the requests that this holds go on."""
        if self.released:
            self.released.set()


@dataclass
class Bucket:
    """A rate limit of `limit` requests in `seconds` on the routes that match."""

    route: str
    limit: int
    seconds: float
    used: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def enter(self, key: str) -> tuple[int, float]:
        """How many requests are left after this one (-1 refuses it), and seconds until the next is free."""
        now, used = time.monotonic(), self.used[key]
        while used and used[0] <= now - self.seconds:
            used.popleft()
        if len(used) >= self.limit:
            return -1, used[0] + self.seconds - now
        used.append(now)
        return self.limit - len(used), used[0] + self.seconds - now


class Faults:
    """Plans faults; `struck` of what each call returns says how often it has happened."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._planned: list[Fault] = []
        self._buckets: list[Bucket] = []
        self.gateway_refusals = self.identify_close = 0

    def rate_limit(
        self,
        route: str,
        times: int = 1,
        retry_after: float = 0.2,
        *,
        via: bool = True,
        for_all_routes: bool = False,
    ) -> Fault:
        """Answer 429. Without `via`, as Cloudflare's ban does: the library then doesn't try again."""
        return self._plan(
            route, times, lambda _: too_many(retry_after, via=via, for_all_routes=for_all_routes)
        )

    def server_error(self, route: str, times: int = 1, status: int = 502) -> Fault:
        return self._plan(route, times, lambda _: web.Response(status=status, text="upstream is unwell"))

    def hang_up(self, route: str, times: int = 1) -> Fault:
        """Drop the connection of a request without a reply."""
        return self._plan(route, times, _hang_up)

    def late(self, route: str, seconds: float, times: int = 1) -> Fault:
        """Let a request arrive `seconds` later by Discord's clock."""
        return self._plan(route, times, lambda _: self._clock.advance(seconds))

    def hold(self, route: str, times: int = 1) -> Fault:
        """Keep requests waiting until `release` of what this returns is called."""
        fault = self._plan(route, times, lambda _: None)
        fault.released = asyncio.Event()
        return fault

    def bucket(self, route: str, limit: int, seconds: float) -> Bucket:
        """A rate limit from now on, told in the headers as Discord does, kept per path."""
        bucket = Bucket(route, limit, seconds)
        self._buckets.append(bucket)
        return bucket

    def refuse_gateway(self, times: int) -> None:
        """Drop the next attempts to connect to the gateway."""
        self.gateway_refusals += times

    def close_at_identify(self, code: int) -> None:
        """Close the gateway with this code when the bot next identifies itself."""
        self.identify_close = code

    def clear(self) -> None:
        for fault in self._planned:
            fault.release()
        self._planned.clear()
        self._buckets.clear()
        self.gateway_refusals = self.identify_close = 0

    async def pass_through(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        """The reply to a request, or what the first fault that matches makes of it."""
        route = f"{request.method} {path}"
        for fault in self._planned:
            if fault.struck < fault.times and fnmatchcase(route, fault.route):
                fault.struck += 1
                if fault.released:
                    await fault.released.wait()
                if struck := fault.strike(request):
                    return struck
                break
        bucket = next((bucket for bucket in self._buckets if fnmatchcase(route, bucket.route)), None)
        if bucket is None:
            return await handler(request)
        left, wait = bucket.enter(route)
        response = too_many(wait) if left < 0 else await handler(request)
        response.headers.update(
            {
                "X-RateLimit-Limit": str(bucket.limit),
                "X-RateLimit-Remaining": str(max(left, 0)),
                "X-RateLimit-Reset": str(time.time() + wait),
                "X-RateLimit-Reset-After": f"{wait:.3f}",
                "X-RateLimit-Bucket": f"{hash(bucket.route) & 0xFFFFFFFF:08x}",
            }
        )
        return response

    def _plan(self, route: str, times: int, strike: Callable[[web.Request], web.Response | None]) -> Fault:
        fault = Fault(route, times, strike)
        self._planned.append(fault)
        return fault


def too_many(retry_after: float, *, via: bool = True, for_all_routes: bool = False) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(retry_after, 3),
        "global": for_all_routes,
    }
    response = respond(body, 429)
    if for_all_routes:
        response.headers["X-RateLimit-Global"] = "true"
    response.headers["Retry-After"] = str(retry_after)
    if via:
        response.headers["Via"] = "1.1 google"
    return response


def _hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
