"""A loopback web server whose every reply a test decides, and that remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]
FEED, SRT = "application/rss+xml", "application/x-subrip"


@dataclass
class FeedServer:
    """`pages` by path; `asked` are the paths in order, `conditional` those that came with If-None-Match."""

    port: int = 0
    pages: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    conditional: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def holds(self, path: str, content: bytes | str, type_: str = SRT) -> None:
        """Serve this from now on, with an ETag that stands for it."""
        body = content.encode() if isinstance(content, str) else content
        tag = f'"{hash(body)}"'

        async def reply(request: web.Request) -> web.Response:
            if request.headers.get("If-None-Match") == tag:
                return web.Response(status=304, headers={"ETag": tag})
            return web.Response(body=body, headers={"ETag": tag, "Content-Type": type_})

        self.pages[path] = reply

    def plain(self, path: str, content: bytes) -> None:
        """Serve this from now on, with nothing that stands for it."""

        async def reply(_: web.Request) -> web.Response:
            return web.Response(body=content, content_type=SRT)

        self.pages[path] = reply

    def fails(self, path: str, status: int, **headers: str) -> None:
        async def reply(_: web.Request) -> web.Response:
            return web.Response(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

        self.pages[path] = reply

    def breaks_off(self, path: str, content: bytes) -> None:
        """Promise more than is sent."""

        async def reply(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(
                headers={"Content-Length": str(len(content) * 2), "Content-Type": FEED}
            )
            await response.prepare(request)
            await response.write(content)
            if request.transport:
                request.transport.close()
            return response

        self.pages[path] = reply

    def streams(self, path: str, chunk: bytes, *, pause: float = 0, **headers: str) -> None:
        """Send the chunk again and again, without end."""

        async def reply(request: web.Request) -> web.StreamResponse:
            sent = {"Content-Type": FEED} | {k.replace("_", "-"): v for k, v in headers.items()}
            response = web.StreamResponse(headers=sent)
            await response.prepare(request)
            while True:
                await response.write(chunk)
                await asyncio.sleep(pause)

        self.pages[path] = reply

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if "If-None-Match" in request.headers:
            self.conditional.append(request.path)
        page = self.pages.get(request.path)
        return await page(request) if page else web.Response(status=404)


@asynccontextmanager
async def serving() -> AsyncIterator[FeedServer]:
    server = FeedServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()


def rss_feed(*items: str, title: str = "The Hive") -> str:
    """A feed with the podcast namespace around some items."""
    names = (
        'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {names}><channel><title>{title}</title>{inside}</channel></rss>'


def item(number: int, server: FeedServer | None = None, *, title: str = "", more: str = "") -> str:
    """One item; where there is a server, with a transcript at `/t/NUMBER.srt` of it."""
    link = f'<podcast:transcript url="{server.url(f"/t/{number}.srt")}" type="{SRT}"/>' if server else ""
    return (
        f"<guid>hive:{number}</guid><title>{title or f'Bees, part {number}'}</title>"
        f"<pubDate>Mon, {number:02} Jun 2026 10:00:00 GMT</pubDate>"
        f'<enclosure url="https://audio.example/{number}.mp3" type="audio/mpeg" length="1"/>{link}{more}'
    )
