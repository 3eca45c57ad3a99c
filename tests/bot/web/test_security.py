import asyncio
from contextlib import AsyncExitStack, closing, suppress
from pathlib import Path

import httpx
import pytest
import yaml

from bot.web import connections, security
from bot.web.app import create_app
from bot.web.server import serving
from bot.web.site import Site
from retrieval.errors import LibraryError
from retrieval.library import Library
from tests.bot.web.conftest import ADDRESS, visitor

pytestmark = pytest.mark.slow


@pytest.mark.slow
async def test_pages_forbid_everything_that_comes_from_elsewhere(library: Library) -> None:
    async with visitor(library) as browser:
        for path in ("/", "/e/tides", "/nothing", "/static/page.js"):
            headers = (await browser.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


async def test_other_host_names_are_refused(library: Library) -> None:
    async with visitor(library) as browser:
        for host in ("evil.example", "podcasts.example.evil.example", ""):
            refusal = await browser.get("/", headers={"Host": host})
            assert refusal.status_code == 421
            assert "PODCITE_WEB_URL" in refusal.text
        for host in ("podcasts.example:443", "PODCASTS.example", "localhost:8080", "[::1]:8080"):
            assert (await browser.get("/", headers={"Host": host})).status_code == 200


async def test_an_address_that_asks_too_often_has_to_wait(library: Library) -> None:
    async with visitor(library, Site(ADDRESS, requests=3)) as browser:
        statuses = [(await browser.get("/robots.txt")).status_code for _ in range(9)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses


async def test_in_the_container_each_visitor_of_a_proxy_is_counted_alone(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = yaml.safe_load((Path(__file__).parents[3] / "compose.yml").read_text(encoding="utf-8"))
    environment = compose["services"]["podcite"]["environment"]
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", environment["FORWARDED_ALLOW_IPS"])
    site = Site("http://localhost", requests=1)
    # As in a container, the proxy's address is not 127.0.0.1.
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    statuses = []
    async with (
        serving(library, site, host=environment["PODCITE_WEB_HOST"], port=0) as port,
        httpx.AsyncClient(transport=transport) as proxy,
    ):
        for address in ("203.0.113.1", "203.0.113.2", "203.0.113.3"):
            headers = {"X-Forwarded-For": address, "Host": "localhost"}
            response = await proxy.get(f"http://127.0.0.1:{port}/robots.txt", headers=headers)
            statuses.append(response.status_code)
    assert statuses == [200, 200, 200]


@pytest.mark.slow
async def test_a_page_that_the_browser_has_is_not_sent_again(library: Library) -> None:
    async with visitor(library) as browser:
        first = await browser.get("/e/tides")
        again = await browser.get("/e/tides", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_failure_shows_an_id_and_no_detail(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise LibraryError("/secret/path is damaged")

    monkeypatch.setattr(library, "episodes", fail)
    async with visitor(library) as browser:
        response = await browser.get("/")
    assert response.status_code == 503
    assert "/secret/path" not in response.text
    error_id = response.text.split("this number: ")[1][:8]
    assert error_id in caplog.text


async def test_an_address_may_not_have_many_requests_answered_at_a_time(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "MAX_AT_ONCE", 3)
    begun, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def slow(*_: object) -> list[object]:
        begun.release()
        await go_on.wait()
        return []

    monkeypatch.setattr(library, "episodes", slow)
    app = create_app(library, Site(ADDRESS))

    async def ask(address: str, path: str = "/") -> int:
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as browser:
            return (await browser.get(path)).status_code

    waiting = [asyncio.create_task(ask("2001:db8::1")) for _ in range(3)]
    for _ in waiting:
        await begun.acquire()
    assert await ask("2001:db8::2", "/robots.txt") == 429  # an address of the same visitor
    assert await ask("203.0.113.1", "/robots.txt") == 200
    go_on.set()
    assert await asyncio.gather(*waiting) == [200, 200, 200]
    assert await ask("2001:db8::1", "/robots.txt") == 200


@pytest.mark.parametrize(("proxies", "served"), [("127.0.0.1", 5), ("127.0.0.1,127.0.0.2", 20)])
async def test_an_address_may_not_have_many_connections_unless_it_is_a_proxy(
    library: Library, monkeypatch: pytest.MonkeyPatch, proxies: str, served: int
) -> None:
    monkeypatch.setattr(connections, "MAX_OPEN_PER_ADDRESS", 5)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", proxies)
    request = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
    site = Site("http://localhost", requests=0)
    async with serving(library, site, host="127.0.0.1", port=0) as port, AsyncExitStack() as stack:
        answers = []
        for _ in range(20):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0))
            stack.enter_context(closing(writer))
            with suppress(ConnectionError):
                writer.write(request)
                answers.append(await reader.read(15))
        assert answers.count(b"HTTP/1.1 200 OK") == served
