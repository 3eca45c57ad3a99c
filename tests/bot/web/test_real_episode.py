"""A real episode in a real browser: each number of its page and of answers leads to its words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.moments import moment_path
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.web.browsing import CHROMIUM, PHONE, recordings, violations, visiting

pytestmark = [
    pytest.mark.long,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SECONDS = 3600
QUESTIONS = (
    "Why automate your home with Go?",
    "What is TinyGo?",
    "What do they say about Home Assistant?",
    "How does the bird feeder project work?",
    "What can you build with a Raspberry Pi?",
    "What do they say about Kubernetes?",
    "What is Gitea?",
    "How do they control the lights?",
    "What do they say about social media?",
    "What is the unpopular opinion about Vim?",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> AsyncIterator[Library]:
    folder = tmp_path_factory.mktemp("real")
    library = Library(Options(folder / "home", embedding_model=DEFAULT_MODEL))
    async with recordings(folder, SECONDS) as recording:
        details = Details(show="Go Time", episode="real", title="Automate your home", audio_url=recording)
        await library.add(shared_data / "shows" / "changelog-gotime-md" / "go-time-330.md", details)
        yield library
    await library.close()


async def plays_within_a_second_of(page: Page, second: float) -> None:
    await page.wait_for_function(
        "wanted => Math.abs(document.getElementById('player').currentTime - wanted) < 1", arg=second
    )
    await page.evaluate("document.getElementById('player').pause()")


async def test_every_number_of_the_page_opens_and_plays_its_words(
    browser: Browser, address: str, library: Library
) -> None:
    _, segments = await library.transcript(Scope(episode="real"))
    async with visiting(browser, address, width=PHONE) as visit:
        await visit.page.goto("/e/real")
        links = await visit.page.locator("a.cite").all()
        assert len(links) > 10
        for link in links:
            number = int(await link.get_attribute("data-segment") or 0)
            await link.click()
            segment = visit.page.locator(f"#s{number}")
            await expect(segment).to_be_in_viewport()
            await expect(segment.locator("mark.now").first).to_be_visible()
            wanted = float(await link.get_attribute("data-seek") or -1)
            await plays_within_a_second_of(visit.page, wanted)
            start, end = segments[number - 1].start, segments[number - 1].end
            assert start is not None
            assert end is not None
            assert int(start) <= wanted <= end
        assert await violations(visit.page) == []


@pytest.mark.parametrize("questions", [QUESTIONS[:3], pytest.param(QUESTIONS[3:], marks=pytest.mark.sweep)])
async def test_every_citation_of_an_answer_opens_as_a_moment_and_plays_its_words(
    browser: Browser, address: str, library: Library, questions: tuple[str, ...]
) -> None:
    answers = [await library.ask(question, Scope(episode="real")) for question in questions]
    assert all(answer.sentences for answer in answers)
    cited = [one for answer in answers for sentence in answer.sentences for one in sentence.citations]
    async with visiting(browser, address, width=PHONE) as visit:
        for citation in dict.fromkeys(cited):
            await visit.page.goto(moment_path(citation))
            await expect(visit.page.locator(f"#s{citation.segment} mark").first).to_be_visible()
            assert citation.start is not None
            await visit.page.locator("figure.quote a.time").click()
            await plays_within_a_second_of(visit.page, citation.start)
