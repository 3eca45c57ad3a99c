"""The cards that pasted links unfold to."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from bot.moments import moment_path
from bot.web import card_fonts, cards, pictures
from bot.web.cards import SIZE, draw_episode, draw_moment
from retrieval.answering.citations import cite
from retrieval.library import Library
from retrieval.models import Citation, Scope
from tests.bot.web.conftest import ADDRESS, visitor

pytestmark = pytest.mark.slow


async def a_citation(library: Library) -> Citation:
    episode, segments = await library.transcript(Scope(episode="tides"))
    return cite(episode, segments[2], segments[2].text.split(". ")[1])


def tags(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)
    return {name: unescape(content) for name, content in found}


def size_of(card: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(card)) as image:
        return image.size


@pytest.mark.slow
async def test_a_moment_and_an_episode_name_their_cards_which_are_pictures(library: Library) -> None:
    citation = await a_citation(library)
    async with visitor(library) as client:
        for path in (moment_path(citation), f"/e/tides/{citation.segment}", "/e/tides"):
            named = tags((await client.get(path)).text)
            assert named["twitter:card"] == "summary_large_image"
            assert (named["og:image:width"], named["og:image:height"]) == ("1200", "630")
            assert named["og:image:alt"]
            assert named["og:image"].startswith(ADDRESS)
            card = await client.get(named["og:image"])
            assert (card.status_code, card.headers["content-type"]) == (200, "image/png")
            assert size_of(card.content) == SIZE
        moment = await client.get(moment_path(citation).replace("/e/", "/card/").replace("?", ".png?"))
        whole = await client.get("/card/tides.png")
        assert moment.content != whole.content


@pytest.mark.slow
async def test_a_card_of_words_that_are_gone_or_of_no_episode(library: Library) -> None:
    async with visitor(library) as client:
        gone = await client.get("/card/tides/3.png?w=3-00000000")
        assert gone.content == (await client.get("/card/tides.png")).content
        assert (await client.get("/card/nothing.png")).status_code == 404
        assert (await client.get("/card/secret.png")).status_code == 404


async def test_a_quote_in_letters_that_no_font_has_is_left_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_fonts, "font_files", lambda: (None,))
    citation = replace(await a_citation(library), quote="潮は月によって起こる")
    drawn: list[str] = []
    draw = cards._draw

    def note(large: str, first: str, others: Iterable[str], show: str) -> bytes:
        drawn.append(large)
        return draw(large, first, others, show)

    monkeypatch.setattr(cards, "_draw", note)
    assert size_of(draw_moment(citation)) == SIZE
    assert drawn == [citation.episode.title]


@pytest.mark.parametrize(
    "title", ["", "W" * 500, "word " * 300, "Ünïcödé “quotes” …", "潮" * 300, "שלום עולם", "🎙️ tape"]
)
async def test_cards_of_odd_titles_are_drawn(library: Library, title: str) -> None:
    episode = replace(await library.episode(Scope(episode="tides")), title=title)
    assert size_of(draw_episode(episode)) == SIZE


async def test_only_so_many_cards_are_drawn_at_a_time_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, running, most, calls = pictures.Cards(), 0, 0, 0

    async def count(draw: object) -> bytes:
        nonlocal running, most, calls
        running, calls = running + 1, calls + 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return b"card"

    monkeypatch.setattr(asyncio, "to_thread", count)
    await asyncio.gather(*(kept.response(n % 5, lambda: b"card") for n in range(20)))
    assert (most, calls) == (pictures.MAX_CARDS_AT_ONCE, 5)
