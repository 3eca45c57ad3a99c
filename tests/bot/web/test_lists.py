"""The home page, shows and people, with two thousand episodes too."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from bot.web import rendering
from bot.web.list_routes import HOME_SHOWS, SHOW_PEOPLE
from bot.web.lists import PEOPLE_PER_PAGE, PER_PAGE, episodes_with, leaf_of, people_of
from bot.web.site import Site
from retrieval.errors import NotFoundError
from retrieval.fetching.artwork import ArtworkStore
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.web.conftest import ADDRESS, GUILD, visitor
from tests.bot.web.many_episodes import GUESTS, SHOWS, fill
from tests.bot.web.test_member_pages import SITE, token
from tests.bot.web.test_presentation import red_picture

EPISODES = 2_100
OPEN = Site(ADDRESS, indexing=True, requests=0)
MOST_BYTES = 60_000
"""How large a page of a list may be, as it is sent without compression."""


@pytest.fixture(scope="module")
def large_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("large")
    fill(home, EPISODES)
    return home


@pytest.fixture
async def large(large_home: Path) -> AsyncIterator[Library]:
    library = Library(Options(large_home, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


def linked(page: str) -> list[str]:
    """The episodes that a page lists."""
    return re.findall(r'<a class="title" href="/e/([^"]+)"', page)


@pytest.mark.slow
async def test_every_episode_of_a_large_library_is_on_one_page_of_the_home_page(large: Library) -> None:
    seen: list[str] = []
    path: str | None = "/"
    async with visitor(large, OPEN) as browser:
        while path:
            page = (await browser.get(path)).text
            assert len(page.encode()) < MOST_BYTES, path
            assert f'<link rel="canonical" href="{ADDRESS}{path}">' in page
            seen += linked(page)
            following = re.search(r'<a rel="next" href="([^"]+)"', page)
            assert bool(following) == ('<link rel="next"' in page)
            path = unescape(following[1]) if following else None
    assert seen == [f"e-{n}" for n in range(EPISODES, 0, -1)]


@pytest.mark.slow
async def test_pages_of_a_list_lead_to_their_neighbours(large: Library) -> None:
    async with visitor(large, OPEN) as browser:
        first, second = (await browser.get("/")).text, (await browser.get("/?page=2")).text
        last = f"/?page={-(-EPISODES // PER_PAGE)}"
        assert 'rel="prev"' not in first
        assert f'<link rel="prev" href="{ADDRESS}/">' in second
        assert f'<link rel="next" href="{ADDRESS}/?page=3">' in second
        assert 'rel="next"' not in (await browser.get(last)).text
        for wrong in ("0", "-1", str(10**9), "x", str(-(-EPISODES // PER_PAGE) + 1)):
            for path in ("/", "/shows", "/shows/show-1", "/shows/show-1/guests"):
                assert (await browser.get(path, params={"page": wrong})).status_code == 404, (path, wrong)


@pytest.mark.slow
async def test_all_shows_and_guests_are_listed_on_pages_of_their_own(large: Library) -> None:
    async with visitor(large, OPEN) as browser:
        home = (await browser.get("/")).text
        assert home.count('class="title" href="/shows/') == HOME_SHOWS
        assert f"All {SHOWS} shows" in home
        shows = [(await browser.get(f"/shows?page={n}")).text for n in (1, 2)]
        assert sum(page.count('class="title" href="/shows/') for page in shows) == SHOWS
        show = (await browser.get("/shows/show-1")).text
        assert len(linked(show)) == PER_PAGE
        guests = show.split('id="guests"')[1].split("</ul>")[0]
        assert guests.count("/people?name=") == SHOW_PEOPLE
        assert f"All {EPISODES // 2 + len(GUESTS):,} guests" in show
        page = (await browser.get("/shows/show-1/guests?page=2")).text
        assert page.count("/people?name=") == PEOPLE_PER_PAGE


@pytest.mark.slow
async def test_people_have_their_number_of_episodes_and_a_list_of_them(large: Library) -> None:
    async with visitor(large, OPEN) as browser:
        show = (await browser.get("/shows/show-1")).text
        people = dict(re.findall(r'href="/people\?name=([^"]+)">[^<]*<span class="meta">(.*?)</span>', show))
        assert people["Mia+Hale"] == f"{EPISODES // 2:,} episodes"
        assert people["Ada+Reed"] == f"{EPISODES // 2 // len(GUESTS)} episodes"
        page = (await browser.get("/people", params={"name": "ada  REED"})).text
        assert "<h1>Ada Reed</h1>" in page
        assert f'<link rel="canonical" href="{ADDRESS}/people?name=Ada+Reed">' in page
        assert f"{EPISODES // len(GUESTS)} episodes, newest first" in page
        assert linked(page)[:2] == [f"e-{EPISODES}", f"e-{EPISODES - len(GUESTS)}"]
        assert linked((await browser.get("/people", params={"name": "Ada Reed", "page": 2})).text)
        for wrong in ("Nobody", "", "Ada", "x" * 201):
            assert (await browser.get("/people", params={"name": wrong})).status_code == 404, wrong


@pytest.mark.slow
async def test_lists_are_rendered_off_the_event_loop(large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[str] = set()
    render = rendering.Pages.render

    def note(*arguments: object, **values: object) -> object:
        threads.add(threading.current_thread().name)
        return render(*arguments, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering.Pages, "render", note)
    async with visitor(large, OPEN) as browser:
        paths = (
            "/",
            "/shows",
            "/shows/show-1",
            "/people?name=Bo+Finn",
            "/sitemap.xml",
            "/e/e-1/1",
        )
        await asyncio.gather(*map(browser.get, paths))
    assert threads
    assert threading.main_thread().name not in threads


@pytest.mark.slow
async def test_an_episode_links_its_guests_and_hosts(library: Library) -> None:
    async with visitor(library) as browser:
        page = (await browser.get("/e/tides")).text
        assert '<a href="/people?name=Tobias+Fell">Tobias Fell</a>' in page
        assert linked((await browser.get("/people?name=Tobias+Fell")).text) == ["tides"]


@pytest.mark.slow
async def test_people_of_a_servers_own_shows_are_for_its_members_alone(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    words = b"Host: we keep this among ourselves, all of us. " * 5
    details = Details(show="Inner", episode="inner", guests=("Una Quiet",), hosts=("Hal Mum",))
    await library.add(words, details, guild=GUILD, name="inner.txt")
    await library.add(words, Details(show="Open", episode="open", guests=("Al Loud",)), name="open.txt")
    async with visitor(library, SITE) as browser:
        own = (await browser.get(f"/m/{token()}/shows/inner")).text
        assert "Una Quiet" in own
        assert "Hal Mum" in own
        assert "inner" in (await browser.get(f"/m/{token()}/people?name=Una+Quiet")).text
        for path in ("/people?name=Una+Quiet", "/shows/inner", "/shows/inner/guests"):
            for start in ("", f"/m/{token(GUILD + 1)}"):
                refused = await browser.get(start + path)
                assert (refused.status_code, "Una" in refused.text) == (404, False), start + path
        assert "Una" not in (await browser.get("/shows")).text
    await library.close()


@pytest.mark.slow
async def test_lists_show_the_kept_artwork_of_feeds(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    words = b"Host: the sea comes back twice a day, and nobody asks why. " * 5
    url = "https://pictures.example/sea.png"
    await library.add(words, Details(show="Sea", episode="one", artwork_url=url), name="one.txt")
    await library.add(words + b"So.", Details(show="Sand", episode="two"), name="two.txt")
    await library.add(words, Details(show="Own", episode="own", artwork_url=url), guild=GUILD, name="o.txt")
    ArtworkStore(tmp_path / "artwork")._write(url, red_picture())
    async with visitor(library, SITE) as browser:
        for path in ("/", "/shows", "/shows/sea", "/search?q=the+sea"):
            page = (await browser.get(path)).text
            assert '<img class="artwork" src="/artwork/one.jpg?v=' in page, path
            assert "pictures.example" not in page
        assert '<svg class="artwork"' in (await browser.get("/shows/sand")).text
        members = (await browser.get(f"/m/{token()}/")).text
        assert members.count('<img class="artwork"') == 2  # of the shared show, and of its episode
        assert "own.jpg" not in members
        assert (await browser.get("/artwork/own.jpg")).status_code == 404
    await library.close()


async def test_names_with_any_letters_lead_to_their_episodes(tmp_path: Path) -> None:
    names = ("A/B & C?", "שלום עולם", '"><script>alert(1)</script>', "..", "Zoë Ñ")
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add(
        b"Host: the sea comes back twice a day. " * 5,
        Details(show="Sea", episode="one", guests=names),
        name="o.txt",
    )
    async with visitor(library, Site(ADDRESS)) as browser:
        show = (await browser.get("/shows/sea")).text
        assert "<script>alert" not in show
        links = re.findall(r'href="(/people\?name=[^"]*)"', show)
        assert len(links) >= len(names)
        for link in links:
            assert linked((await browser.get(unescape(link))).text) == ["one"], link
    await library.close()


async def test_a_name_counts_once_for_an_episode_in_any_case(large: Library) -> None:
    episodes = await large.episodes(Scope())
    people = people_of(episodes)
    assert [guest.name for guest in people.guests[:3]] == sorted(
        GUESTS, key=lambda name: (-len(episodes_with(name, episodes)), name)
    )
    assert sum(guest.episodes for guest in people.guests) == 2 * EPISODES
    with pytest.raises(NotFoundError):
        leaf_of(episodes, 0, "/")
