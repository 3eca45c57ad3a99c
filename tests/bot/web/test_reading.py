"""Reading the page of an episode in a real browser: its contents, its skip links, and its clips."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.options import Options
from tests.bot.web.browsing import CHROMIUM, DESKTOP, PHONE, Visit, visiting

pytestmark = [
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(home: Path) -> AsyncIterator[Library]:
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> AsyncIterator[Visit]:
    """A window of the width that a test names, at the page of an episode."""
    async with visiting(browser, address, width=request.param) as visit:
        await visit.page.goto("/e/tides")
        yield visit


@pytest.mark.parametrize("visit", [DESKTOP], indirect=True)
async def test_the_contents_mark_what_is_being_read(visit: Visit) -> None:
    current = visit.page.locator(".side a[aria-current]")
    for name, target in (("Episode Highlights", "#topic-2"), ("Transcript", "#transcript")):
        await visit.page.locator(target).evaluate("part => part.scrollIntoView()")
        await expect(current.first).to_have_text(name)
    await expect(current).to_have_count(1)


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
async def test_skip_links_show_themselves_and_lead_past_what_comes_before(visit: Visit) -> None:
    wanted = visit.page.get_by_role("link", name="Skip to Transcript")
    for _ in range(8):
        await visit.page.keyboard.press("Tab")
        if await wanted.evaluate("link => link === document.activeElement"):
            break
    await expect(wanted).to_be_in_viewport()
    await visit.page.keyboard.press("Enter")
    await visit.page.keyboard.press("Tab")
    assert await visit.page.evaluate("document.activeElement.closest('section').id") == "transcript"


@pytest.mark.parametrize("visit", [DESKTOP], indirect=True)
async def test_folded_clips_next_to_each_other_are_equally_high(visit: Visit) -> None:
    ends = await visit.page.eval_on_selector_all(
        ".clip.folded",
        "clips => clips.map(clip => [clip.offsetTop, clip.querySelector('blockquote')"
        ".getBoundingClientRect().bottom + scrollY])",
    )
    rows = [[end for top, end in ends if top == row] for row in {top for top, _ in ends}]
    assert any(len(row) > 1 for row in rows)
    assert all(max(row) - min(row) < 20 for row in rows), "less than a line of difference"


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
async def test_a_long_clip_is_folded_and_opens(visit: Visit) -> None:
    clip = visit.page.locator(".clip", has=visit.page.get_by_role("button", name="Show all of it")).first
    handle = await clip.element_handle()
    assert handle
    folded = await handle.evaluate("clip => clip.offsetHeight")
    await clip.get_by_role("button", name="Show all of it").click()
    assert await handle.evaluate("clip => clip.offsetHeight") > folded
