import pytest

from bot.web.site import Site
from retrieval.errors import LibraryError
from retrieval.library import Library
from tests.bot.web.conftest import ADDRESS, visitor


async def test_pages_forbid_everything_that_comes_from_elsewhere(library: Library) -> None:
    async with visitor(library) as browser:
        for path in ("/", "/e/tides", "/nothing", "/static/page.js"):
            headers = (await browser.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


async def test_other_host_names_are_refused(library: Library) -> None:
    async with visitor(library) as browser:
        for host in ("evil.example", "podcasts.example.evil.example", ""):
            assert (await browser.get("/", headers={"Host": host})).status_code == 421
        for host in ("podcasts.example:443", "PODCASTS.example", "localhost:8080", "[::1]:8080"):
            assert (await browser.get("/", headers={"Host": host})).status_code == 200


async def test_an_address_that_asks_too_often_has_to_wait(library: Library) -> None:
    async with visitor(library, Site(ADDRESS, requests=3)) as browser:
        statuses = [(await browser.get("/robots.txt")).status_code for _ in range(9)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses


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
