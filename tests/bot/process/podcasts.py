"""A podcast on a loopback web server, whose feed a test can let grow."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

ITEM = """\
<item><guid>tide-{n}</guid><title>{title}</title><pubDate>Mon, 0{n} Jun 2026 06:00:00 GMT</pubDate>
<podcast:transcript url="{base}/{n}.srt" type="application/x-subrip"/>
<enclosure url="{base}/{n}.mp3" type="audio/mpeg" length="1"/></item>"""
FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>{title}</title>{items}</channel></rss>"""


@dataclass
class Podcast:
    """Its episodes are (title, what is said in it); `asked` are the paths that were fetched.

    `aside` is said in a transcript that the feed doesn't name: `/0.srt`.
    """

    title: str = "Harbour Talk"
    episodes: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    held: str = ""
    aside: str = "A pilot boards every tanker two miles before the harbour mouth."
    _released: asyncio.Event = field(default_factory=asyncio.Event)
    base: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/feed.xml", self._feed)
        app.router.add_get("/{n}.srt", self._transcript)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.base = f"http://{self.host}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def hold(self) -> None:
        """Let the next new episode's transcript wait until it is released."""
        self.held = f"/{len(self.episodes) + 1}.srt"
        self._released.clear()

    def release(self) -> None:
        self.held = ""
        self._released.set()

    @property
    def url(self) -> str:
        return f"{self.base}/feed.xml"

    async def _feed(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        numbered = list(enumerate(self.episodes, 1))
        items = "".join(ITEM.format(n=n, title=title, base=self.base) for n, (title, _) in reversed(numbered))
        return web.Response(
            text=FEED.format(title=self.title, items=items), content_type="application/rss+xml"
        )

    async def _transcript(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == self.held:
            await self._released.wait()
        n = int(request.match_info["n"])
        said = self.episodes[n - 1][1] if n else self.aside
        text = f"1\n00:00:01,000 --> 00:00:09,000\nPilot: {said}\n"
        return web.Response(text=text, content_type="application/x-subrip")
