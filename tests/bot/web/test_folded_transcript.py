"""The transcript of a long episode, folded, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.ui.formatting import clock
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Chapter, Details, Scope
from retrieval.models.options import Options
from tests.bot.web.browsing import CHROMIUM, PHONE, recordings, violations, visiting

pytestmark = [
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
CHAPTERS = ((0, "Tides"), (200, "Bread & salt"), (500, "Lighthouses"))
SUBJECTS = ("tide tables of the harbour", "sourdough loaves of the bakery", "lamps of the lighthouse")
CUE_SECONDS = 2.5
CUES = 320
LAST_WORDS = "The very last words speak of a marzipan whale."


def transcript() -> bytes:
    """Return a talk of 13 minutes about three subjects, as WebVTT."""
    blocks = ["WEBVTT"]
    for number in range(CUES):
        start = number * CUE_SECONDS
        subject = SUBJECTS[sum(start >= second for second, _ in CHAPTERS) - 1]
        text = f"In year {number} the {subject} number {number} changed, and we know why it was changed."
        text = LAST_WORDS if number == CUES - 1 else text
        blocks.append(f"{stamp(start)} --> {stamp(start + CUE_SECONDS)}\n{text}")
    return "\n\n".join(blocks).encode()


def stamp(seconds: float) -> str:
    return f"00:{int(seconds // 60):02}:{seconds % 60:06.3f}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    folder = tmp_path_factory.mktemp("folded")
    library = Library(Options(folder / "home", embedding_model=DEFAULT_MODEL))
    async with recordings(folder) as recording:
        details = Details(
            show="Long talks",
            episode="long",
            title="Three subjects | Long talks #3",
            audio_url=recording,
            chapters=tuple(Chapter(float(second), title) for second, title in CHAPTERS),
        )
        await library.add(transcript(), details, name="long.vtt")
        yield library
    await library.close()


async def test_the_transcript_is_folded_by_chapters_with_every_segment_in_it(
    browser: Browser, address: str, library: Library
) -> None:
    _, segments = await library.transcript(Scope(episode="long"))
    async with visiting(browser, address, width=PHONE) as visit:
        await visit.page.goto("/e/long")
        assert await visit.page.locator("h1").inner_text() == "Three subjects"
        parts = visit.page.locator("details.part")
        titles = await parts.locator("summary .title").all_inner_texts()
        assert titles == [title for _, title in CHAPTERS]
        for part, (second, _) in zip(await parts.all(), CHAPTERS, strict=True):
            assert clock(second) in await part.locator("summary .meta").inner_text()
        await expect(visit.page.locator(".segment")).to_have_count(len(segments))
        await expect(visit.page.locator(".segment:visible")).to_have_count(0)
        await visit.page.get_by_role("button", name="Open all parts").click()
        await expect(visit.page.locator(".segment:visible")).to_have_count(len(segments))
        assert await violations(visit.page) == []
        await visit.page.get_by_role("button", name="Close all parts").click()
        await expect(visit.page.locator(".segment:visible")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_number_and_a_link_unfold_the_part_of_their_segment(
    browser: Browser, address: str, *, scripts: bool
) -> None:
    async with visiting(browser, address, width=PHONE, scripts=scripts) as visit:
        await visit.page.goto("/e/long")
        links = await visit.page.locator("a.cite").all()
        assert links
        for link in (links[0], links[-1]):
            await link.click()
            segment = visit.page.locator(f"#s{await link.get_attribute('data-segment')}")
            await expect(segment).to_be_in_viewport()
            await expect(segment.locator("mark").first).to_be_visible()
            if scripts:
                await expect(segment.locator("mark.now").first).to_be_visible()
        await visit.page.goto("about:blank")
        await visit.page.goto(f"{address}/e/long#s1")
        await expect(visit.page.locator("#s1")).to_be_in_viewport()


async def test_the_part_that_is_playing_is_shown(browser: Browser, address: str) -> None:
    async with visiting(browser, address, width=PHONE) as visit:
        await visit.page.goto("/e/long")
        chapter = visit.page.locator(".chapters a", has_text=clock(CHAPTERS[1][0]))
        await chapter.click()
        await expect(visit.page.locator("details.part.playing")).to_have_count(1)
        await expect(visit.page.locator("details.part.playing .segment.playing")).to_have_count(1)
        await expect(visit.page.locator("details.part.playing summary")).to_contain_text("Bread & salt")


async def test_the_browsers_search_finds_words_in_folded_parts(browser: Browser, address: str) -> None:
    async with visiting(browser, address, width=PHONE) as visit:
        await visit.page.goto("/e/long#:~:text=marzipan%20whale")
        await expect(visit.page.locator("details.part").last).to_have_attribute("open", "")
        await expect(visit.page.locator(".segment").last).to_be_in_viewport()
