"""Subscribing to and polling what people really paste: moved, paged and private feeds, and web pages."""

import base64
import logging
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from retrieval.errors import FeedError
from retrieval.feeds.feed_fetching import FeedReader
from retrieval.fetching.fetcher import Fetcher, FetchLimits
from retrieval.models import Scope
from tests.retrieval.feeds.feed_library import FeedLibrary
from tests.retrieval.feeds.feed_server import FEED, FeedServer, item, rss_feed

BAD = "WEBVTT\n\n" + "".join(f"0:xx --> 0:{n}\nbad {n}\n\n" for n in range(12))


def feed(*items: str, more: str = "") -> str:
    names = 'xmlns:atom="http://www.w3.org/2005/Atom" '
    return rss_feed(*items).replace("<rss ", f"<rss {names}").replace("<item>", f"{more}<item>", 1)


@pytest.mark.slow
async def test_relative_links_are_those_of_where_the_feed_was_found(library: FeedLibrary) -> None:
    link = '<podcast:transcript url="../t/1.srt" type="application/x-subrip"/>'
    library.server.holds("/new/place/feed", rss_feed(item(1, more=link)), FEED)
    library.set_transcript(1, "bees")
    library.server.holds("/new/t/1.srt", await _content(library.server, "/t/1.srt"))
    library.server.fails("/old", 302, Location="/new/place/feed")
    await library.feeds.add(library.server.url("/old"), None)
    assert (await library.poll()).added == ("hive-1",)


@pytest.mark.slow
async def test_a_permanent_redirect_is_kept_and_a_temporary_one_is_not(library: FeedLibrary) -> None:
    await library.subscribe()
    await library.poll()
    library.server.fails("/feed", 302, Location="/kept")
    library.server.holds("/kept", feed(item(1, library.server)), FEED)
    library.time += timedelta(hours=2)
    assert (await library.poll()).feed.url == library.server.url("/feed")
    library.server.fails("/feed", 301, Location="/kept")
    library.time += timedelta(hours=2)
    report = await library.poll()
    assert (report.feed.url, report.failures, report.reason) == (library.server.url("/kept"), (), None)
    library.server.fails("/feed", 410)
    library.time += timedelta(hours=2)
    assert (await library.poll()).reason is None
    assert len(library.episodes()) == 3


async def test_a_feed_that_says_where_it_moved_is_followed_there(library: FeedLibrary) -> None:
    moved = f"<itunes:new-feed-url>{library.server.url('/moved')}</itunes:new-feed-url>"
    library.server.holds("/feed", feed(item(1, library.server), more=moved), FEED)
    library.server.holds("/moved", feed(item(2, library.server), item(1, library.server), more=moved), FEED)
    added = await library.feeds.add(library.server.url("/feed"), None)
    assert (added.feed.url, added.episodes) == (library.server.url("/moved"), 2)
    again = await library.feeds.add(library.server.url("/feed"), None)
    assert again.already


@pytest.mark.slow
async def test_a_feed_that_says_it_moved_to_nowhere_stays_where_it_is(library: FeedLibrary) -> None:
    moved = f"<itunes:new-feed-url>{library.server.url('/gone')}</itunes:new-feed-url>"
    library.server.holds("/feed", feed(item(1, library.server), more=moved), FEED)
    added = await library.feeds.add(library.server.url("/feed"), None)
    assert (added.feed.url, added.transcripts) == (library.server.url("/feed"), 1)
    assert (await library.poll()).added == ("hive-1",)


@pytest.mark.slow
async def test_the_older_pages_of_a_feed_are_read_as_it_is_added_and_later_only_where_needed(
    library: FeedLibrary,
) -> None:
    server = library.server
    for number, older in ((3, 2), (2, 1), (1, 0)):
        link = f'<atom:link rel="next" href="?page={older}"/>' if older else ""
        path = "/feed" if number == 3 else f"/feed?page={number}"
        server.holds(path, feed(item(number, server), more=link), FEED)
    server.pages |= {"/feed": _by_query(server)}
    added = await library.feeds.add(server.url("/feed"), None)
    assert (added.episodes, added.transcripts) == (3, 3)
    assert len((await library.poll()).added) == 3
    server.asked.clear()
    library.time += timedelta(hours=2)
    await library.poll()
    assert server.asked.count("/feed") == 1


async def test_pages_that_lead_in_a_circle_end(library: FeedLibrary) -> None:
    link = '<atom:link rel="next" href="/feed"/>'
    library.server.holds("/feed", feed(item(1, library.server), more=link), FEED)
    assert (await library.feeds.add(library.server.url("/feed"), None)).episodes == 1


async def test_a_web_page_offers_the_feed_that_it_links_to(library: FeedLibrary) -> None:
    page = '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
    library.server.holds("/show", page, "text/html")
    with pytest.raises(FeedError) as refused:
        await library.feeds.add(library.server.url("/show"), None)
    assert library.server.url("/feed") in str(refused.value)
    library.server.holds("/show", "<html><body>Nothing here</body></html>", "text/html")
    with pytest.raises(FeedError, match="podcastindex"):
        await library.feeds.add(library.server.url("/show"), None)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://podcasts.apple.com/us/podcast/the-hive/id123456", "Apple Podcasts"),
        ("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk", "Spotify"),
    ],
)
async def test_a_directorys_page_says_where_to_find_the_feed(
    library: FeedLibrary, url: str, name: str
) -> None:
    with pytest.raises(FeedError, match=rf"{name} doesn't show .* podcastindex\.org"):
        await library.feeds.add(url, None)


@pytest.mark.slow
async def test_the_next_transcript_is_taken_where_the_best_cannot_be_read(library: FeedLibrary) -> None:
    server = library.server
    links = "".join(
        f'<podcast:transcript url="{server.url(f"/t/{name}")}" type="{type_}"/>'
        for name, type_ in (("1.vtt", "text/vtt"), ("1.srt", "application/x-subrip"))
    )
    server.holds("/t/1.vtt", BAD)
    library.set_transcript(1, "bees")
    library.set_items(item(1, more=links))
    await library.subscribe()
    report = await library.poll()
    assert (report.added, report.failures) == (("hive-1",), ())
    (note,) = report.notes
    assert (note.name, note.episode) == ("Bees, part 1", "hive-1")
    assert server.url("/t/1.vtt") in note.reason
    assert server.url("/t/1.srt") in note.reason
    assert "1.vtt" in report.detail
    library.time += timedelta(days=3)
    assert not (await library.poll()).is_noteworthy


async def test_where_no_transcript_can_be_read_the_best_ones_url_is_named(library: FeedLibrary) -> None:
    library.server.holds("/t/1.srt", "<html><body>Please sign in</body></html>", "text/html")
    library.server.fails("/t/2.srt", 404)
    library.set_items(item(2, library.server), item(1, library.server))
    await library.subscribe()
    reasons = {failure.name[-1]: failure.reason for failure in (await library.poll()).failures}
    assert library.server.url("/t/1.srt") in reasons["1"]
    assert library.server.url("/t/2.srt") in reasons["2"]


async def test_a_private_feed_is_read_with_its_password_which_shows_nowhere(
    library: FeedLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = library.server
    wanted = "Basic " + base64.b64encode(b"mia:s3cretWord").decode()

    def guarded(reply: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> object:
        async def check(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Authorization") != wanted:
                return web.Response(status=401)
            return await reply(request)

        return check

    more = "<link>https://mia:s3cretWord@hive.example/1</link>"
    library.set_items(item(2, server), item(1, server, more=more))
    server.fails("/t/2.srt", 500)
    server.pages = {path: guarded(page) for path, page in server.pages.items()}  # type: ignore[misc]
    with pytest.raises(Exception, match="asks for a name and a password"):
        await library.feeds.add(server.url("/feed"), None)
    url = server.url("/feed").replace("//", "//mia:s3cretWord@")
    await library.feeds.add(url, None)
    report = await library.poll()
    assert report.added == ("hive-1",)
    (episode,) = library.parts.catalog.episodes(Scope())
    shown = [str(report.failures), report.detail, repr(episode), caplog.text]
    assert not any("s3cretWord" in text for text in shown)


async def test_the_key_in_a_feeds_url_is_in_no_link_of_its_episodes(library: FeedLibrary) -> None:
    audio = '<enclosure url="https://audio.example/1.mp3?auth=Xa81qqZ7" type="audio/mpeg"/>'
    listed = item(1, library.server).replace(
        '<enclosure url="https://audio.example/1.mp3" type="audio/mpeg" length="1"/>', audio
    )
    library.set_items(listed)
    await library.feeds.add(library.server.url("/feed?auth=Xa81qqZ7"), None)
    assert (await library.poll()).added == ("hive-1",)
    assert library.parts.catalog.episodes(Scope())[0].media == ()


@pytest.mark.slow
async def test_seasons_are_in_the_ids(library: FeedLibrary) -> None:
    for number in (1, 2, 3):
        library.set_transcript(number, f"bees {number}")
    library.set_items(
        *(
            item(number, library.server, title=title, more=more)
            for number, title, more in (
                (3, "Return", "<itunes:season>2</itunes:season><itunes:episode>1</itunes:episode>"),
                (2, "Wax", "<itunes:season>1</itunes:season><itunes:episode>2</itunes:episode>"),
                (1, "Bees", "<itunes:season>1</itunes:season><itunes:episode>1</itunes:episode>"),
            )
        )
    )
    await library.subscribe()
    assert sorted((await library.poll()).added) == ["hive-s1e1", "hive-s1e2", "hive-s2e1"]


@pytest.mark.slow
async def test_an_item_without_a_date_keeps_its_place_and_is_not_the_oldest(library: FeedLibrary) -> None:
    undated = item(2, library.server).replace("<pubDate>Mon, 02 Jun 2026 10:00:00 GMT</pubDate>", "")
    library.set_items(item(3, library.server), undated, item(1, library.server))
    await library.subscribe(latest=2)
    assert sorted((await library.poll()).added) == ["hive-2", "hive-3"]
    episodes = library.parts.catalog.episodes(Scope())
    assert [(episode.id, episode.published is None) for episode in episodes][-1] == ("hive-2", True)
    library.set_transcript(4, "drones")
    library.set_items(item(3, library.server), undated, item(1, library.server))


@pytest.mark.slow
async def test_a_feed_without_any_date_keeps_its_order(library: FeedLibrary) -> None:
    library.set_items(
        *(
            item(number, library.server).replace(
                f"<pubDate>Mon, {number:02} Jun 2026 10:00:00 GMT</pubDate>", ""
            )
            for number in (3, 2, 1)
        )
    )
    await library.subscribe(latest=2)
    await library.poll()
    assert [episode.id for episode in library.parts.catalog.episodes(Scope())] == ["hive-3", "hive-2"]


async def _content(server: FeedServer, path: str) -> bytes:
    response = await server.pages[path](make_mocked_request("GET", path))
    assert isinstance(response, web.Response)
    assert isinstance(response.body, bytes)
    return response.body


def _by_query(server: FeedServer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    pages = dict(server.pages)

    async def reply(request: web.Request) -> web.StreamResponse:
        return await pages[request.path_qs](request)

    return reply


async def test_older_pages_that_take_too_long_are_left_out(library: FeedLibrary) -> None:
    server = library.server
    server.holds("/feed", feed(item(1, server), more='<atom:link rel="next" href="/old"/>'), FEED)
    server.streams("/old", b" " * 2000, pause=0.02)
    fetcher = Fetcher([server.host], limits=FetchLimits(seconds=600, idle=600))
    read = await FeedReader(fetcher, date(2025, 1, 1), older_seconds=0.3).read(server.url("/feed"))
    assert read.parsed
    assert len(read.parsed.items) == 1
