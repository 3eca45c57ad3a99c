from pathlib import Path

import httpx
import pytest
import yaml

from bot.web.server import serving
from bot.web.site import Site
from retrieval.errors import LibraryError
from retrieval.library import Library
from tests.bot.web.conftest import ADDRESS, visitor


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
