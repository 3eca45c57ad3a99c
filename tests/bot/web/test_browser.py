"""The site in a real browser: how it looks at both widths, what it plays, and what it asks for."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.moments import moment_path
from bot.sample import EPISODES
from bot.web import preparation
from bot.web.server import serving
from bot.web.site import Site
from bot.web.typography import curly
from retrieval.answering.citations import cite
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.language.safe_text import without_hidden
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.web.browsing import (
    CHROMIUM,
    DESKTOP,
    HEIGHT,
    PHONE,
    Visit,
    recordings,
    violations,
    visiting,
)

pytestmark = [
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
HOSTILE = '"><img src=x onerror=alert(1)>' + "שלום עולם \u202ereversed" + "W" * 90
RIGHT_TO_LEFT = "שלום לכולם וברוכים הבאים לתוכנית. היום נדבר על הים ועל הגלים שלו. " * 4
LONG = "/e/long"
COLORS: dict[Literal["light", "dark"], tuple[str, ...]] = {"light": (), "dark": ("color-contrast",)}
"""The colors of the pages, and the rules of axe that they change the result of; none are all rules."""
PATHS = (
    "/",
    "/shows",
    "/shows/salt-and-light",
    "/people?name=Tobias+Fell",
    "/e/tides",
    "/e/hostile",
    LONG,
    "/search?q=moon",
    "/search",
    "/no",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    """The bundled show with a recording to play, an episode without one, and some that are hard to show."""
    folder = tmp_path_factory.mktemp("browser")
    library = Library(Options(folder / "home", embedding_model=DEFAULT_MODEL))
    async with recordings(folder) as recording:
        for path, details in EPISODES:
            await library.add(path, Details(episode=details.episode, audio_url=recording).or_else(details))
        video = Details(
            show="Hard", episode="hostile", title=HOSTILE, video_url="https://youtu.be/dQw4w9WgXcQ"
        )
        await library.add(RIGHT_TO_LEFT.encode(), video, name="hostile.txt")
        long = "\n\n".join(
            f"Nadia: Line {n} speaks of harbour number {n}, its piers, its boats." for n in range(400)
        )
        await library.add(long.encode(), Details(show="Hard", episode="long", title="Long"), name="long.txt")
        yield library
    await library.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(library: Library) -> AsyncIterator[str]:
    site = Site("http://127.0.0.1", transcripts=True, indexing=True, requests=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "WAIT_SECONDS", None)  # so that no test meets a page that is being made
        async with serving(library, site, host="127.0.0.1", port=0) as port:
            address = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(timeout=None) as client:  # a browser would give up earlier
                await client.get(address + LONG)
            yield address


@pytest.mark.parametrize("path", PATHS)
async def test_every_kind_of_page_fits_its_window_asks_no_other_site_and_suits_axe(
    browser: Browser, address: str, path: str
) -> None:
    async with visiting(browser, address) as visit:
        await visit.page.goto(path)
        for width in (DESKTOP, PHONE):
            await assert_fits(visit, width)
            for colors, rules in COLORS.items():
                await visit.page.emulate_media(color_scheme=colors)
                assert await violations(visit.page, *rules) == [], (width, colors)
        assert_quiet(visit)


@pytest.mark.parametrize("path", PATHS)
async def test_every_kind_of_page_fits_its_window_and_asks_no_other_site_without_scripts(
    browser: Browser, address: str, path: str
) -> None:
    async with visiting(browser, address, scripts=False) as visit:
        await visit.page.goto(path)
        for width in (DESKTOP, PHONE):
            await assert_fits(visit, width)
        assert_quiet(visit)


async def assert_fits(visit: Visit, width: int) -> None:
    """The window, once it is as wide as this, isn't too narrow for the page."""
    await visit.page.set_viewport_size({"width": width, "height": HEIGHT})
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= width, width


def assert_quiet(visit: Visit) -> None:
    assert visit.outside == []
    assert [line for line in visit.complaints if "404" not in line] == []


async def test_every_number_opens_its_segment_marks_the_words_and_plays_them(
    browser: Browser, address: str
) -> None:
    async with visiting(browser, address) as visit:
        await visit.page.goto("/e/tides")
        links = await visit.page.locator("a.cite").all()
        assert links
        for link in links:
            await link.click()
            segment = visit.page.locator(f"#s{await link.get_attribute('data-segment')}")
            await expect(segment).to_be_in_viewport()
            await expect(segment.locator("mark.now").first).to_be_visible()
            marked = "".join(await segment.locator("mark.now").all_text_contents())
            assert plain(marked) == plain(await link.get_attribute("data-quote") or "")
            wanted = float(await link.get_attribute("data-seek") or -1)
            await visit.page.wait_for_function(
                "wanted => Math.abs(document.getElementById('player').currentTime - wanted) < 1", arg=wanted
            )


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text)


async def test_the_segment_that_is_playing_is_shown(browser: Browser, address: str) -> None:
    async with visiting(browser, address) as visit:
        await visit.page.goto("/e/tides")
        last = visit.page.locator(".segment[data-start]").last
        await visit.page.evaluate(
            "second => { const player = document.getElementById('player'); player.play();"
            " player.addEventListener('loadedmetadata', () => { player.currentTime = second; }); }",
            float(await last.get_attribute("data-start") or 0) + 1,
        )
        await expect(last).to_have_class("segment playing")


async def test_without_scripts_a_number_leads_to_its_segment(browser: Browser, address: str) -> None:
    async with visiting(browser, address, scripts=False) as visit:
        await visit.page.goto("/e/tides")
        link = visit.page.locator("a.cite").first
        await link.click()
        await expect(visit.page.locator(f"#s{await link.get_attribute('data-segment')}")).to_be_in_viewport()
        await expect(visit.page.locator("button.copy, button.load")).to_have_count(0)


async def test_youtube_is_asked_only_after_a_click(browser: Browser, address: str) -> None:
    async with visiting(browser, address) as visit:
        await visit.page.goto("/e/hostile")
        assert visit.outside == []
        async with visit.page.expect_event("requestfinished"):
            await visit.page.get_by_role("button", name="Play here").click()
        assert {url.split("?")[0] for url in visit.outside} == {
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
        }


async def test_a_moment_opens_at_its_words(browser: Browser, address: str, library: Library) -> None:
    episode, segments = await library.transcript(Scope(episode="tides"))
    citation = cite(episode, segments[2], segments[2].text.split(". ")[1])
    async with visiting(browser, address, width=PHONE) as visit:
        await visit.page.goto(moment_path(citation))
        assert await violations(visit.page) == []
        await expect(visit.page.locator("mark")).to_have_text(citation.quote + ".")
        await visit.page.locator("a.time").click()
        await visit.page.wait_for_function(
            "wanted => Math.abs(document.getElementById('player').currentTime - wanted) < 1",
            arg=citation.start,
        )


async def test_hostile_titles_run_no_script(browser: Browser, address: str, tmp_path: Path) -> None:
    async with visiting(browser, address, width=PHONE) as visit:
        dialogs: list[str] = []
        visit.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        for path in ("/", "/shows/hard", "/e/hostile"):
            await visit.page.goto(path)
        assert await visit.page.locator("h1").inner_text() == curly(without_hidden(HOSTILE))
        assert dialogs == []


async def test_the_player_skips_and_changes_its_speed(browser: Browser, address: str) -> None:
    async with visiting(browser, address) as visit:
        await visit.page.goto("/e/tides")
        await visit.page.locator("a.cite").first.click()
        await visit.page.wait_for_function("() => document.getElementById('player').readyState > 0")
        await visit.page.evaluate(
            "() => { const player = document.getElementById('player');"
            " player.pause(); player.currentTime = 100; }"
        )
        for name, wanted in (("Forward 30 seconds", 130), ("Back 15 seconds", 115)):
            await visit.page.get_by_role("button", name=name).click()
            assert round(await visit.page.evaluate("document.getElementById('player').currentTime")) == wanted
        await visit.page.get_by_role("button", name="Speed 1×").click()
        assert await visit.page.evaluate("document.getElementById('player').playbackRate") == 1.25


async def test_every_quote_has_a_button_that_copies_its_link(browser: Browser, address: str) -> None:
    async with visiting(browser, address) as visit:
        await visit.page.goto("/e/tides")
        quotes = visit.page.locator("figure.quote")
        await expect(visit.page.locator("figure.quote [data-copy]")).to_have_count(await quotes.count())
        first = visit.page.locator("figure.quote").first
        link = await first.locator("a.time").get_attribute("href")
        assert await first.locator("[data-copy]").get_attribute("data-copy") == f"{address}{link}"
        await visit.page.locator(".segment").first.hover()
        await expect(visit.page.locator(".segment [data-copy]")).to_have_count(1)
