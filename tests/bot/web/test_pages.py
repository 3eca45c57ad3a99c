import json
import re
import shutil
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.sample import EPISODES
from bot.web.list_routes import worth_showing
from bot.web.site import Site
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Cue, Details, Episode, Hit, Scope, Segment, Show
from retrieval.models.options import Options
from tests.bot.web.conftest import ADDRESS, visitor
from tests.bot.web.test_folded_transcript import transcript

WHOLE = Site(ADDRESS, transcripts=True)


async def test_home_lists_the_shared_shows_and_episodes_alone(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/")).text
    shared = await library.episodes(Scope())
    assert shared
    assert page.count('href="/e/') == len(shared)
    assert "secret" not in page


@pytest.mark.slow
async def test_no_page_shows_what_belongs_to_a_server(library: Library) -> None:
    async with visitor(library, WHOLE) as browser:
        paths = ["/", "/search?q=password of the forum", "/sitemap.xml"]
        paths += [f"/e/{episode.id}" for episode in await library.episodes(Scope())]
        assert len(paths) > 3
        for path in paths:
            assert "marzipan" not in (await browser.get(path)).text, path


async def test_every_number_of_an_episodes_page_leads_to_a_segment_that_is_shown(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/e/tides")).text
    targets = re.findall(r'class="cite" href="#(s\d+)"', page)
    assert targets
    for target in targets:
        assert f'id="{target}"' in page


async def test_every_quote_of_an_episodes_page_is_marked_in_its_segment(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/e/tides")).text
    quotes = re.findall(r'data-segment="(\d+)"[^>]*?data-quote="([^"]*)"', page)
    assert quotes
    for segment, quote in quotes:
        section = re.search(rf'id="s{segment}".*?</section>', page, re.DOTALL)
        assert section
        marked = " ".join(re.findall("<mark>(.*?)</mark>", section[0]))
        assert unescape(quote)[:20] in unescape(marked)


async def with_a_copy(indexed_sample: Path, home: Path) -> Library:
    """The sample show, and another one with the same words: `others` is related to the episode `tides`."""
    shutil.copytree(indexed_sample, home)
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    tides = next(path for path, details in EPISODES if details.episode == "tides")
    copy = Details(show="Others", title="Ebb", episode="others")
    await library.add(tides.read_bytes() + b"\n\n", copy, name=f"others{tides.suffix}")
    return library


@pytest.mark.long
@pytest.mark.usefixtures("no_waiting_page")
async def test_the_host_and_then_each_show_decides_whether_whole_transcripts_are_shown(
    indexed_sample: Path, tmp_path: Path
) -> None:
    library = await with_a_copy(indexed_sample, tmp_path / "home")
    details = Details(show="Salt and Light", title="A long one", episode="long")
    await library.add(transcript(), details, name="long.vtt")
    _, segments = await library.transcript(Scope(episode="long"))
    async with visitor(library) as some, visitor(library, WHOLE) as whole:

        async def shown(browser: httpx.AsyncClient, episode: str) -> int:
            return (await browser.get(f"/e/{episode}")).text.count('class="segment"')

        passages, every = await shown(some, "long"), await shown(whole, "long")
        of_others = await shown(some, "others")
        assert 0 < passages < every == len(segments)
        for setting, by_some, by_whole in (("whole", every, every), ("passages", passages, passages)):
            await library.shows.set_transcripts(None, "salt-and-light", setting)  # type: ignore[arg-type]
            assert (await shown(some, "long"), await shown(whole, "long")) == (by_some, by_whole)
            assert await shown(some, "others") == of_others
        await library.shows.set_transcripts(None, "salt-and-light", None)
        assert (await shown(some, "long"), await shown(whole, "long")) == (passages, every)
    await library.close()


@pytest.mark.slow
@pytest.mark.usefixtures("no_waiting_page")
async def test_a_passage_of_a_related_episode_doesnt_play_the_recording_of_this_one(
    indexed_sample: Path, tmp_path: Path
) -> None:
    library = await with_a_copy(indexed_sample, tmp_path / "home")
    async with visitor(library) as browser:
        page = (await browser.get("/e/tides")).text
    before, _, related = page.partition('id="related"')
    related = related.partition('id="transcript"')[0]
    assert "data-seek" in before
    assert '<a class="time" href="/e/' in related
    assert "data-seek" not in related
    await library.close()


@pytest.mark.slow
@pytest.mark.usefixtures("no_waiting_page")
async def test_a_removed_episode_leaves_the_pages_of_others(indexed_sample: Path, tmp_path: Path) -> None:
    library = await with_a_copy(indexed_sample, tmp_path / "home")
    async with visitor(library) as browser:
        page = await browser.get("/e/tides")
        other = re.search(r'<a class="title" href="/e/([^"]+)"', page.text)
        assert other
        await library.remove(Scope(episode=other[1]))
        changed = await browser.get("/e/tides", headers={"If-None-Match": page.headers["etag"]})
    assert changed.status_code == 200
    assert f"/e/{other[1]}" not in changed.text
    await library.close()


@pytest.mark.slow
async def test_search_shows_passages_and_says_when_it_finds_none(library: Library) -> None:
    async with visitor(library) as browser:
        found = (await browser.get("/search", params={"q": "moon and tides"})).text
        assert "moon" in found.casefold()
        assert 'href="/e/tides/' in found
        assert (await browser.get("/search")).status_code == 200
        assert (await browser.get("/search", params={"q": "x" * 301})).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("query", ["<script>", "<b></b> ???", "…", "qwelk asdkj"])
async def test_a_search_for_no_words_or_unknown_ones_finds_nothing(library: Library, query: str) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/search", params={"q": query})).text
    assert "Nothing found for" in page
    assert "/e/" not in page


@pytest.mark.slow
@pytest.mark.parametrize("query", ["<moon>", "</moon>", '<moon class="tide"/>', "<b> moon"])
async def test_a_search_for_a_tag_finds_its_word(library: Library, query: str) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/search", params={"q": query})).text
    assert "Nothing found for" not in page
    assert "<mark>moon</mark>" in page.casefold()


def test_a_tag_that_nobody_names_finds_nothing_however_like_it_a_passage_is() -> None:
    episode = Episode(1, "web", Show(1, "web", "Web"), "Web", 1, 1)
    hit = Hit(episode, Segment(1, (Cue("We wrote a lot of programs.", 0, 5),)), 1.0, similarity=0.9)
    assert worth_showing([hit], "<script>") == []
    assert worth_showing([hit], "script") == [hit]
    assert worth_showing([hit], "<program>") == [hit]


async def test_an_address_that_never_was_is_not_called_an_episode(library: Library) -> None:
    async with visitor(library) as browser:
        pages = [await browser.get(path) for path in ("/nope", "/e/nope", "/e/members-only", "/shows/nope")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "episode may" not in pages[0].text
    assert "'" not in re.sub(r"<[^>]*>", "", pages[0].text)


async def test_each_section_is_a_landmark_that_a_skip_link_leads_to(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/e/tides")).text
    skips = re.findall(r'<a href="#([\w-]+)">Skip to', page)
    assert {"content", "clips", "questions", "highlights", "transcript"} <= set(skips)
    for target in skips[1:]:
        assert f'<section id="{target}" aria-labelledby="{target}-name">' in page
        assert page.count(f'id="{target}-name"') == 1


async def test_search_marks_its_words_and_shows_few_passages_of_each_episode(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/search", params={"q": "moons"})).text
        within = (await browser.get("/search", params={"q": "moons", "episode": "tides"})).text
    assert "<mark>Moon</mark>" in page
    of_tides = len(re.findall(r'<a class="time" href="/e/tides/', page))
    assert of_tides == 3
    assert "/search?q=moons&amp;episode=tides" in page
    assert len(re.findall(r'<a class="time" href="/e/tides/', within)) > of_tides
    assert all("<mark>" in hit for hit in page.split('class="hit"')[11:])


@pytest.mark.slow
async def test_hostile_queries_are_shown_as_text(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/search", params={"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page


@pytest.mark.slow
async def test_search_engines_are_kept_out_unless_the_host_lets_them_in(library: Library) -> None:
    async with visitor(library) as open_site, visitor(library, WHOLE) as closed_site:
        assert "Sitemap: https://podcasts.example/sitemap.xml" in (await open_site.get("/robots.txt")).text
        assert "<loc>https://podcasts.example/e/tides</loc>" in (await open_site.get("/sitemap.xml")).text
        assert "Disallow: /" in (await closed_site.get("/robots.txt")).text
        assert (await closed_site.get("/sitemap.xml")).status_code == 404
        assert "noindex" in (await closed_site.get("/e/tides")).text
        assert "noindex" not in (await open_site.get("/e/tides")).text


@pytest.mark.slow
async def test_search_engines_read_the_episode_and_its_clips(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/e/tides")).text
    described = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    episode = await library.episode(Scope(episode="tides"))
    assert (described["@type"], described["name"]) == ("PodcastEpisode", episode.title)
    assert {part["@type"] for part in described["hasPart"]} == {"Clip"}
    assert all(part["url"].startswith(f"{ADDRESS}/e/tides/") for part in described["hasPart"])


@pytest.mark.slow
async def test_a_search_within_an_episode_finds_its_passages_alone(library: Library) -> None:
    async with visitor(library) as browser:
        assert 'name="episode" value="tides"' in (await browser.get("/e/tides")).text
        page = (await browser.get("/search", params={"q": "bread and moon", "episode": "tides"})).text
        found = set(re.findall(r'<a class="time" href="/e/([^/]+)/', page))
        assert found == {"tides"}
        assert (
            await browser.get("/search", params={"q": "moon", "episode": "members-only"})
        ).status_code == 404
