"""Make the pictures of the site that docs/web.md and README show: `python -m docs.site_pictures`.

They show the sample show in Chromium, which has to be installed, on a phone and on a desk, in light and dark.
"""

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser, async_playwright

from bot.moments import moment_path
from bot.sample import EPISODES
from bot.web import preparation
from bot.web.server import serving
from bot.web.site import Site
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options

FOLDER = Path(__file__).parent / "site"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}
"""Windows in pixels."""
HEIGHT = 2200
"""How much of a page is shown, in pixels."""
README_SIZE = (1180, 880)
"""The window of README's picture, in pixels: the top of an episode's page."""
SETTLE_MS = 3000
"""How long a page has to come to rest: the browser fades the controls of a player in."""
MAX_BYTES = 300_000
DESCRIPTION = (
    "Twice a day the harbour empties, and twice a day the water returns. Tobias Fell has kept a tide table "
    "for thirty years. He tells us who pulls the sea, why the second tide is on the wrong side of the Earth, "
    "and what the fishermen knew before anybody could calculate it."
)


async def fill(library: Library) -> dict[str, str]:
    """Index the sample show, and return the paths of the pages by their names."""
    more = Details(description=DESCRIPTION, license="cc-by-4.0")
    for path, details in EPISODES:
        await library.add(path, details.or_else(more) if details.episode == "tides" else details)
    clip = (await library.pages.clips(Scope(episode="tides")))[0]
    paths = {"home": "/", "show": "/shows/salt-and-light", "search": "/search?q=moon"}
    return {**paths, "episode": "/e/tides", "moment": moment_path(clip.quote)}


async def take(
    browser: Browser, url: str, file: Path, size: tuple[int, int], *, dark: bool = False, most: int = HEIGHT
) -> None:
    """Write the picture of a page, in few colours so that it is small."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_timeout(SETTLE_MS)
    height = int(await page.evaluate("document.documentElement.scrollHeight"))
    await page.screenshot(
        path=file, full_page=True, clip={"x": 0, "y": 0, "width": size[0], "height": min(height, most)}
    )
    await context.close()
    with Image.open(file) as image:
        image.convert("RGB").quantize(128).save(file, optimize=True)


async def take_all(folder: Path, command: str) -> None:
    """Serve the sample show and take all pictures."""
    preparation.WAIT_SECONDS = None  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as home:
        library = Library(Options(Path(home), embedding_model=DEFAULT_MODEL))
        paths = await fill(library)
        site = Site("http://127.0.0.1", transcripts=True, requests=0)
        async with serving(library, site, host="127.0.0.1", port=0) as port, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=command, args=["--no-sandbox"])
            for name, path in paths.items():
                for kind, size in WIDTHS.items():
                    for dark in (False, True):
                        file = folder / f"{name}-{kind}-{'dark' if dark else 'light'}.png"
                        await take(browser, f"http://127.0.0.1:{port}{path}", file, size, dark=dark)
            top = f"http://127.0.0.1:{port}{paths['episode']}"
            await take(browser, top, folder / "readme.png", README_SIZE, most=README_SIZE[1])
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                page = (await client.get(paths["moment"])).text
                card = re.search(r'og:image" content="http://127.0.0.1(/[^"]+)"', page)
                if card:
                    answer = await client.get(card[1].replace("&amp;", "&"))
                    (folder / "card.png").write_bytes(answer.content)
            await browser.close()
        await library.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description="Make the pictures of the site that docs/web.md shows.")
    parser.add_argument("--out", type=Path, default=FOLDER)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    parser.add_argument("--browser", default=found, help="Chromium's command")
    chosen = parser.parse_args()
    if not chosen.browser:
        sys.exit("No Chromium was found. Install it, or name it with --browser.")
    chosen.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(chosen.out, chosen.browser))
    for file in sorted(chosen.out.glob("*.png")):
        size = file.stat().st_size
        print(f"{file.name}: {size // 1000} kB")
        if size > MAX_BYTES:
            sys.exit(f"That is more than {MAX_BYTES // 1000} kB.")


if __name__ == "__main__":
    main()
