"""A real Chromium, a site and a server of recordings, all on loopback."""

import json
import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from axe_playwright_python.async_playwright import DEFAULT_OPTIONS, Axe
from playwright.async_api import Browser, BrowserContext, Page, Request, Route, async_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
AXE = Axe().axe_script
RECORDING_SECONDS = 900
RATE = 8_000
PHONE, DESKTOP = 390, 1440
HEIGHT = 900


@dataclass
class Visit:
    """A page in a browser, what it asked other sites for, and what it complained about."""

    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        await browser.close()


@asynccontextmanager
async def visiting(
    browser: Browser, address: str, *, width: int = DESKTOP, scripts: bool = True
) -> AsyncIterator[Visit]:
    """Open a window of this width; requests to anywhere but loopback are answered with an empty page."""
    context: BrowserContext = await browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    visit = Visit(await context.new_page())

    async def answer(route: Route) -> None:
        if "//127.0.0.1" in route.request.url:
            await route.continue_()
        else:
            await route.fulfill(status=200, content_type="text/html", body="<p>elsewhere</p>")

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            visit.outside.append(request.url)

    await context.route("**/*", answer)
    visit.page.on("request", note)
    visit.page.on(
        "console", lambda line: visit.complaints.append(line.text) if line.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    await context.close()


async def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe finds wrong for people who use a keyboard or a screen reader, by all rules or these."""
    if not await page.evaluate("'axe' in window"):  # a page gets it once: it is half a megabyte
        await page.evaluate(AXE)
    only = {"runOnly": rules} if rules else {}
    options = json.dumps(DEFAULT_OPTIONS | only)
    found = await page.evaluate(f"axe.run({options}).then(results => results.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@asynccontextmanager
async def recordings(folder: Path, seconds: int = RECORDING_SECONDS) -> AsyncIterator[str]:
    """Serve a recording of so many seconds of silence, from any second of it, and yield its address."""
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(b"\x80" * RATE * seconds)
    app = web.Application()
    app.router.add_static("/", folder)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    yield f"http://127.0.0.1:{port}/silence.wav"
    await runner.cleanup()
