"""Visitors who try to get at what isn't theirs, or to keep others out."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from itertools import product

import httpx
import pytest

from bot.web import connections
from bot.web.server import serving
from bot.web.site import Site
from retrieval.library import Library
from tests.bot.web.conftest import ADDRESS, GUILD, visitor
from tests.bot.web.test_member_pages import LINKS, SITE, token

pytestmark = pytest.mark.slow

HOSTS = (
    "podcasts.example:x@evil.example",
    "podcasts.example:80@evil.example",
    "podcasts.example@evil.example",
    "podcasts.example/evil.example",
    "podcasts.example#evil.example",
    "podcasts.example evil.example",
    "podcasts.example, evil.example",
    "localhost.evil.example",
    "evil.example:podcasts.example",
    "[podcasts.example]x",
    "[[::1]]",
    "podcasts.example:123456",
)
PATHS = (
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/%5c..%5capp.py",
    "/static/%00",
    "/artwork/../site.key.jpg",
    "/artwork/%2e%2e%2fsite.key.jpg",
    "/artwork/%00.jpg",
    "/card/%2e%2e%2f%2e%2e%2fsite.png",
    "/e/..%2f..%2fcatalog.db",
    "/e/tides%00",
    "/e/tides/0",
    "/e/tides/-1",
    "/e/tides/99999999999999999999999999",
    "/e/tides/" + "9" * 5000,
    "/shows/..%2f",
    "/m/../e/members-only",
    "/m//e/members-only",
    "/m/%2e%2e/e/members-only",
    "//evil.example/e/tides",
    "/e/members-only",
    "/e/MEMBERS-ONLY",
    "/e/members-only/1",
    "/card/members-only.png",
    "/card/members-only/1.png",
    "/artwork/members-only.jpg",
    "/shows/inner-circle",
    "/search?q=password&episode=members-only",
)
SECRETS = ("marzipan", "arzipan", "Inner circle", "For members only", "class PodciteError", "SQLite format")


async def test_no_host_name_but_the_sites_own_is_answered(library: Library) -> None:
    async with visitor(library) as browser:
        for host in HOSTS:
            assert (await browser.get("/e/tides/", headers={"Host": host})).status_code == 421, host


async def test_no_path_leads_out_of_the_site_or_to_a_servers_own_pages(library: Library) -> None:
    async with visitor(library, Site(ADDRESS, transcripts=True, requests=0, members=LINKS)) as browser:
        for path in PATHS:
            page = await browser.send(httpx.Request("GET", ADDRESS + path), follow_redirects=False)
            assert page.status_code in (307, 404, 410), (path, page.status_code)
            for secret in SECRETS:
                assert secret not in page.text, (path, secret)
            if page.status_code == 307:
                assert page.headers["location"].startswith((ADDRESS + "/", "/")), path
                assert not page.headers["location"].startswith("//"), path


async def test_redirects_stay_on_the_site(library: Library) -> None:
    async with visitor(library, Site(ADDRESS, requests=0, members=LINKS)) as browser:
        for path in (
            "/e/tides/",
            "//evil.example/",
            "/\\evil.example/",
            "/e/tides//evil.example/",
            "/favicon.ico",
        ):
            page = await browser.send(httpx.Request("GET", ADDRESS + path), follow_redirects=False)
            location = page.headers.get("location", ADDRESS)
            assert location.startswith((ADDRESS, "/static/")), (path, location)


async def test_what_belongs_to_a_server_looks_like_what_does_not_exist(library: Library) -> None:
    """So that nobody finds out which shows a server has."""
    async with visitor(library, SITE) as browser:
        for own, none in (
            ("/e/members-only", "/e/nothing-here"),
            ("/e/members-only/1", "/e/nothing-here/1"),
            ("/shows/inner-circle", "/shows/nothing-here"),
            ("/card/members-only.png", "/card/nothing-here.png"),
            ("/artwork/members-only.jpg", "/artwork/nothing-here.jpg"),
            (f"/m/{token(GUILD + 1)}/e/members-only", f"/m/{token(GUILD + 1)}/e/nothing-here"),
        ):
            pages = [await browser.get(path) for path in (own, none)]
            shown = [re.sub(r'<link rel="canonical"[^>]*>', "", page.text) for page in pages]
            assert shown[0] == shown[1], own
            assert [page.status_code for page in pages] == [404, 404]
            of_headers = [set(page.headers) for page in pages]
            assert of_headers[0] == of_headers[1]


async def test_a_known_etag_tells_nothing_of_a_servers_own_page(library: Library) -> None:
    async with visitor(library, SITE) as browser:
        page = await browser.get(f"/m/{token()}/e/members-only/1")
        assert page.status_code == 200
        assert "etag" not in page.headers
        for tag in ("*", '"x"', ", ".join(['"x"'] * 1000)):
            headers = {"If-None-Match": tag}
            assert (await browser.get("/e/members-only/1", headers=headers)).status_code == 404
            again = await browser.get(f"/m/{token()}/e/members-only/1", headers=headers)
            assert (again.status_code, again.headers["cache-control"]) == (200, "private, no-store")


@pytest.mark.slow
async def test_no_list_or_description_of_a_public_page_names_a_servers_own_show(library: Library) -> None:
    async with visitor(library, Site(ADDRESS, indexing=True, requests=0, members=LINKS)) as browser:
        for path in (
            "/",
            "/shows",
            "/sitemap.xml",
            "/robots.txt",
            "/e/tides",
            "/search?q=members+only+password",
        ):
            page = await browser.get(path)
            assert page.status_code == 200
            for secret in ("marzipan", "inner-circle", "members-only", "Inner circle"):
                assert secret not in page.text, (path, secret)


async def test_pages_are_only_read(library: Library) -> None:
    paths = ("/", "/e/tides", "/search", "/e/tides/1", "/static/page.js")
    async with visitor(library) as browser:
        for method, path in product(("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"), paths):
            answer = await browser.request(method, path, content=b"x" * 100_000)
            assert answer.status_code == 405, (method, path)
            assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["%00", "%ff", "*" * 300, "a AND (b OR", '"' * 299, "\\", "%F0%9F%98%80" * 20, "%E2%80%AE"]
)
async def test_odd_queries_are_answered(library: Library, query: str) -> None:
    async with visitor(library) as browser:
        assert (await browser.get(f"/search?q={query}")).status_code in (200, 400)
    async with visitor(library) as browser:
        for more in ("&episode=" + "x" * 201, "&episode=%00"):
            assert (await browser.get(f"/search?q=moon{more}")).status_code == 404


async def test_a_huge_query_and_huge_numbers_are_refused(library: Library) -> None:
    async with visitor(library) as browser:
        for path in (
            "/search?q=" + "x" * 60_000,
            "/people?name=" + "x" * 60_000,
            "/?page=" + "9" * 5000,
            "/e/tides/1?t=" + "9" * 5000,
            "/e/tides/1?w=400-" + "0" * 60_000,
            "/e/tides/1?w=999-00000000",
        ):
            assert (await browser.get(path)).status_code in (404, 410), path[:40]


@pytest.fixture
async def served(library: Library) -> AsyncIterator[int]:
    async with serving(library, Site("http://localhost", requests=0), host="127.0.0.1", port=0) as port:
        yield port


async def raw(port: int, request: bytes) -> bytes:
    """Return the answer to bytes that no HTTP client would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), 20)


@pytest.mark.slow
async def test_head_has_no_body_and_two_hosts_are_not_believed(served: int) -> None:
    head = await raw(served, b"HEAD /e/tides HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert head.endswith(b"\r\n\r\n")
    two = b"GET /e/tides/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert b"evil.example" not in await raw(served, two)
    absolute = b"GET http://evil.example/e/tides/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert b"location: http://evil" not in (await raw(served, absolute)).lower()


@pytest.mark.slow
async def test_ranges_of_files_are_answered_and_too_many_do_no_harm(served: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served}") as browser:
        part = await browser.get("/static/page.js", headers={"Range": "bytes=0-9"})
        assert (part.status_code, len(part.content)) == (206, 10)
        many = await browser.get(
            "/static/page.js", headers={"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(5000))}
        )
        assert many.status_code in (200, 206, 400, 416, 431)
        assert len(many.content) < 1_000_000
        whole = await browser.get("/e/tides", headers={"Range": "bytes=0-9"})
        assert whole.status_code == 200


async def test_silent_connections_are_closed_and_others_are_served_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(connections, "MAX_OPEN", 60)
    site = Site("http://localhost", requests=0)
    async with serving(library, site, host="127.0.0.1", port=0) as port, AsyncExitStack() as stack:
        opened = []
        for number in range(100):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.enter_context(closing(writer))
            if number % 2:
                writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
            opened.append(reader)
        # All are closed: those that are too many at once, the others when they have said nothing for long.
        async with asyncio.timeout(30):
            assert not any([await reader.read() for reader in opened if not await closed_by_reset(reader)])
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            assert (await browser.get("/robots.txt")).status_code == 200


async def closed_by_reset(reader: asyncio.StreamReader) -> bool:
    """Wait until a connection is closed, and return whether it was reset."""
    try:
        await reader.read(1)
    except ConnectionError:
        return True
    return reader.at_eof()


@pytest.mark.slow
async def test_a_visitor_who_does_not_read_is_not_waited_for_forever(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_SECONDS", 0.5)
    site = Site("http://localhost", transcripts=True, requests=0)
    async with serving(library, site, host="127.0.0.1", port=0) as port:
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await ask_without_reading(port)


async def ask_without_reading(port: int) -> None:
    """Ask for a page until the answers fill all buffers on the way. Raises where the site hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    with closing(writer):
        async with asyncio.timeout(60):
            for _ in range(20_000):
                writer.write(b"GET /e/tides HTTP/1.1\r\nHost: localhost\r\n\r\n")
                await writer.drain()
            await reader.readexactly(1 << 40)
