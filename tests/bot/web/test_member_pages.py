import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, event

from bot.citation_links import SITE_LINKS, SiteLinks, citation_url, segment_url
from bot.member_links import DAY_SECONDS, KEY_FILE, MemberLinks, load_link_key
from bot.ui.excerpt_embeds import excerpt
from bot.web.site import Site
from retrieval.answering.citations import cite
from retrieval.errors import ConfigurationError, LibraryError
from retrieval.library import Library
from retrieval.models import Scope
from tests.bot.web.conftest import ADDRESS, GUILD, visitor

pytestmark = pytest.mark.slow

LINKS = MemberLinks(b"k" * 32, days=7)
SITE = Site(ADDRESS, indexing=True, members=LINKS)
ELSEWHERE = ("#", "/static/", "https://www.youtube.com/")


def token(guild: int = GUILD, days_ago: float = 0) -> str:
    return LINKS.token(guild, time.time() - days_ago * DAY_SECONDS)


@pytest.mark.slow
async def test_a_member_reads_the_servers_own_pages_and_every_link_in_them_is_the_members(
    library: Library,
) -> None:
    start = f"/m/{token()}"
    async with visitor(library, SITE) as browser:
        for path in (
            "/",
            "/e/members-only",
            "/e/members-only/1",
            "/search?q=password+of+the+forum",
            "/e/tides",
            "/e/members-only/1?w=3-0",
        ):
            page = await browser.get(start + path)
            assert page.status_code in (200, 410), path
            for link in re.findall(r'(?:href|action|data-moment)="([^"]*)"', page.text):
                assert unescape(link).startswith((start, *ELSEWHERE)), (path, link)
            assert '<meta name="robots" content="noindex">' in page.text
            assert "og:" not in page.text
            assert "canonical" not in page.text
            assert page.headers["cache-control"] == "private, no-store"
            assert page.headers["referrer-policy"] == "no-referrer"
            assert "etag" not in page.headers
        assert "marzipan" in (await browser.get(start + "/e/members-only/1")).text


@pytest.mark.slow
async def test_links_lead_from_an_own_episode_to_its_show_and_back(library: Library) -> None:
    async with visitor(library, SITE) as browser:
        page = (await browser.get(f"/m/{token()}/e/members-only")).text
        show = re.search(r'href="(/m/[^"]*/shows/[^"]*)"', page)
        assert show
        assert "/e/members-only" in (await browser.get(show[1])).text


@pytest.mark.parametrize("days_ago", [7.01, 400])
async def test_an_expired_link_says_how_to_get_a_new_one(library: Library, days_ago: float) -> None:
    async with visitor(library, SITE) as browser:
        page = await browser.get(f"/m/{token(days_ago=days_ago)}/e/members-only")
    assert page.status_code == 410
    assert "no longer works" in page.text
    assert "Read in context" in page.text
    assert "marzipan" not in page.text


@pytest.mark.slow
async def test_links_that_were_not_made_here_open_nothing(library: Library) -> None:
    forged = MemberLinks(b"x" * 32, days=7).token(GUILD)
    own = token()
    stated, signature = own.split(".")
    for bad in (forged, "x", "…", f"{stated}.", f"{stated[::-1]}.{signature}", own[:-1], token(GUILD + 1)):
        async with visitor(library, SITE) as browser:
            page = await browser.get(f"/m/{bad}/e/members-only")
            assert page.status_code == 404, bad
            assert "marzipan" not in page.text
            assert page.headers["cache-control"] == "private, no-store"
    async with visitor(library, Site(ADDRESS)) as browser:  # a site without members' links
        assert (await browser.get(f"/m/{own}/e/members-only")).status_code == 404


@pytest.mark.slow
async def test_the_public_sees_nothing_of_it_after_members_looked(library: Library) -> None:
    async with visitor(library, SITE) as browser:
        for path in ("/", "/e/members-only", "/e/tides", "/search?q=password+of+the+forum"):
            await browser.get(f"/m/{token()}{path}")
        for path in (
            "/",
            "/e/tides",
            "/e/members-only",
            "/sitemap.xml",
            "/search?q=password+of+the+forum",
            "/robots.txt",
        ):
            page = await browser.get(path)
            assert "arzipan" not in page.text, path
            assert "Inner circle" not in page.text, path
            assert "/m/" not in page.text, path


async def test_a_failure_of_a_members_page_keeps_its_token_out_of_the_log(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise LibraryError("damaged")

    monkeypatch.setattr(library, "episodes", fail)
    own = token()
    async with visitor(library, SITE) as browser:
        assert (await browser.get(f"/m/{own}/")).status_code == 503
    assert "The page /m/… failed" in caplog.text
    assert own not in caplog.text


async def test_revoked_links_open_nothing_and_new_ones_do(library: Library) -> None:
    other = GUILD + 2
    old, of_another = token(other), token()
    async with visitor(library, SITE) as browser:
        assert (await browser.get(f"/m/{old}/")).status_code == 200
        await library.guilds.revoke_site_links(other)
        assert (await browser.get(f"/m/{old}/")).status_code == 410
        assert (await browser.get(f"/m/{of_another}/")).status_code == 200
        while int(time.time() * 1000) == int((made := time.time()) * 1000):
            pass  # links are dated to the millisecond
        assert (await browser.get(f"/m/{LINKS.token(other, made + 0.001)}/")).status_code == 200


async def test_the_links_of_a_server_that_removed_the_bot_open_nothing(library: Library) -> None:
    old = token(GUILD)
    await library.removal.guild_left(GUILD)
    async with visitor(library, SITE) as browser:
        assert (await browser.get(f"/m/{old}/e/members-only")).status_code == 410


async def test_citations_lead_to_the_site_where_there_is_one_and_else_to_the_recording(
    library: Library,
) -> None:
    own, segments = await library.transcript(Scope(GUILD, episode="members-only"))
    shared, others = await library.transcript(Scope(episode="tides"))
    citation, of_own = (
        cite(shared, others[2], others[2].text),
        cite(own, segments[0], " ".join(segments[0].text.split()[:4])),
    )
    assert citation_url(citation) == citation.url
    known = SITE_LINKS.set(SiteLinks(ADDRESS, LINKS))
    try:
        async with visitor(library, SITE) as browser:
            public = citation_url(citation)
            assert public
            assert public.startswith(f"{ADDRESS}/e/tides/3?")
            members = (citation_url(of_own), segment_url(own, segments[0]))
            for link in (public, segment_url(shared, others[0]), *members):
                assert link
                page = await browser.get(link)
                assert (page.status_code, "<mark>" in page.text) == (200, True), link
            for link in members:
                assert link
                assert link.startswith(f"{ADDRESS}/m/")
    finally:
        SITE_LINKS.reset(known)


@pytest.mark.slow
def test_the_key_is_made_once_for_its_user_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    key = load_link_key(home)
    assert key == load_link_key(home)
    assert len(key) == 32
    assert stat.S_IMODE((home / KEY_FILE).stat().st_mode) == 0o600
    (home / KEY_FILE).write_bytes(b"half")
    with pytest.raises(ConfigurationError, match="damaged"):
        load_link_key(home)


async def test_read_in_context_gives_a_new_link_also_where_words_are_marked(library: Library) -> None:
    own, segments = await library.transcript(Scope(GUILD, episode="members-only"))
    known = SITE_LINKS.set(SiteLinks(ADDRESS, LINKS))
    try:
        shown = excerpt(own, segments[:1], cited=1, labels=[1], page=0, pages=1, quotes=[(0, 4), (10, 18)])
    finally:
        SITE_LINKS.reset(known)
    link = re.search(r"\((https://podcasts\.example/m/[^)]*)\)", shown.description or "")
    assert link
    async with visitor(library, SITE) as browser:
        assert "<mark>" in (await browser.get(link[1])).text


@pytest.mark.parametrize(
    ("own", "unknown"),
    [("members-only", "nobodys-evening"), ("inner-circle", "nobodys-circle"), ("For members only", "Nobody")],
)
@pytest.mark.parametrize("start", ["", "/m/{other}", "/m/{expired}", "/m/{forged}"])
async def test_without_a_link_what_belongs_to_a_server_is_answered_as_what_does_not_exist(
    library: Library, start: str, own: str, unknown: str
) -> None:
    forged = MemberLinks(b"x" * 32, days=7).token(GUILD)
    start = start.format(other=token(GUILD + 1), expired=token(days_ago=8), forged=forged)
    async with visitor(library, Site(ADDRESS, indexing=True, requests=0, members=LINKS)) as browser:
        for path in (
            "/e/{}",
            "/e/{}/1",
            "/e/{}/1?t=0&w=3-00000000",
            "/shows/{}",
            "/shows/{}/guests",
            "/people?name={}",
            "/search?q=password&episode={}",
            "/card/{}.png",
            "/card/{}/1.png",
            "/artwork/{}.jpg",
        ):
            answers = []
            for name in (own, unknown):
                await browser.get(start + path.format(quote(name)))  # what is looked up once for all
                with statements() as asked:
                    page = await browser.get(start + path.format(quote(name)))
                headers = {key: value for key, value in page.headers.items() if key != "etag"}
                headers.pop("content-length")
                answers.append((page.status_code, headers, page.text.replace(quote(name), "…"), asked))
            assert answers[0] == answers[1], path
            assert answers[0][0] in (404, 410), path


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield a list to which every statement that a database is asked meanwhile is added."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)
