import asyncio
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, FeedError, FetchError, NotFoundError
from retrieval.feeds.subscriptions import Subscriptions
from retrieval.fetching.fetcher import Fetcher
from retrieval.models import Scope
from retrieval.models.quotas import Quotas
from tests.retrieval.feeds.feed_library import BLUE, RED, FeedLibrary
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed
from tests.retrieval.indexing import transcript


async def test_adding_a_feed_twice_says_so(library: FeedLibrary) -> None:
    first = await library.feeds.add(library.server.url("/feed"), RED)
    again = await library.feeds.add(f" {library.server.url('/feed')} ", RED)
    assert (again.already, again.feed) == (True, first.feed)
    assert len(await library.feeds.for_guild(RED)) == 1


@pytest.mark.slow
async def test_no_guild_sees_or_touches_the_feeds_of_another_or_the_hosts(library: FeedLibrary) -> None:
    number = await library.subscribe(RED)
    for other in (BLUE, None):
        assert await library.feeds.for_guild(other) == []
        assert await library.feeds.poll(other, due_only=False) == []
        for attempt in (library.feeds.pause, library.feeds.resume, library.feeds.remove):
            with pytest.raises(NotFoundError, match="no feed 1 here"):
                await attempt(other, number)
        with pytest.raises(NotFoundError):
            await library.feeds.poll(other, feed=number)
    assert (await library.poll(RED)).added == ("hive-3", "hive-2", "hive-1")
    assert (len(library.episodes(RED)), library.episodes(BLUE), library.episodes()) == (3, [], [])
    assert not (await library.feeds.for_guild(RED))[0].paused


@pytest.mark.slow
async def test_each_guild_that_has_something_due_is_polled_into_its_own_library(library: FeedLibrary) -> None:
    for guild in (RED, BLUE):
        await library.subscribe(guild)
    assert await library.feeds.due_guilds() == [RED, BLUE]
    await library.poll(RED)
    assert await library.feeds.due_guilds() == [BLUE]
    await library.poll(BLUE)
    assert await library.feeds.due_guilds() == []
    assert library.episodes(RED) == library.episodes(BLUE) == ["hive-1", "hive-2", "hive-3"]


@pytest.mark.slow
async def test_a_guilds_slow_feed_keeps_no_other_guild_waiting(library: FeedLibrary) -> None:
    """The red guild's feed answers only after the blue guild's last transcript was asked for."""
    red = (await library.feeds.add(library.server.url("/feed?red"), RED)).feed
    await library.subscribe(BLUE)
    feed, last, asked = library.server.pages["/feed"], library.server.pages["/t/1.srt"], asyncio.Event()

    async def patient(request: web.Request) -> web.StreamResponse:
        if "red" in request.query_string:
            await asked.wait()
        return await feed(request)

    async def tell(request: web.Request) -> web.StreamResponse:
        asked.set()
        return await last(request)

    library.server.pages |= {"/feed": patient, "/t/1.srt": tell}
    slow, quick = await asyncio.gather(library.poll(RED), library.poll(BLUE))
    assert (slow.feed.id, slow.reason, quick.reason) == (red.id, None, None)


async def test_a_guild_may_have_so_many_feeds_and_the_host_more(library: FeedLibrary) -> None:
    library.parts.catalog.quotas.defaults = Quotas(feeds=1)
    for guild in (RED, BLUE, None):
        await library.subscribe(guild)
    await library.subscribe(RED)
    library.server.holds("/2", rss_feed(item(9), title="The Comb"), FEED)
    await library.feeds.add(library.server.url("/2"), None)
    with pytest.raises(BadRequestError, match="follows 1 of 1 podcasts"):
        await library.feeds.add(library.server.url("/2"), RED)


@pytest.mark.slow
async def test_a_paused_feed_rests_and_a_resumed_one_goes_on(library: FeedLibrary) -> None:
    number = await library.subscribe()
    assert (await library.feeds.pause(None, number)).paused
    assert await library.feeds.poll(None, due_only=False) == []
    assert not (await library.feeds.resume(None, number)).paused
    assert len((await library.poll()).added) == 3


@pytest.mark.slow
async def test_the_episodes_of_a_removed_feed_stay_and_join_it_when_it_comes_back(
    library: FeedLibrary,
) -> None:
    number = await library.subscribe()
    await library.poll()
    await library.feeds.remove(None, number)
    assert await library.feeds.for_guild(None) == []
    await library.subscribe()
    assert not (await library.poll()).is_noteworthy
    assert len(library.episodes()) == 3


@pytest.mark.slow
async def test_an_episode_that_a_moderator_removed_stays_removed(library: FeedLibrary) -> None:
    await library.subscribe()
    await library.poll()
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-2"))
    library.parts.indexer.remove(episode)
    library.set_transcript(2, "something else")
    library.time += timedelta(days=40)
    assert not (await library.poll()).is_noteworthy
    assert library.episodes() == ["hive-1", "hive-3"]


@pytest.mark.slow
async def test_two_items_of_one_title_become_two_episodes(library: FeedLibrary) -> None:
    library.set_items(item(2, library.server, title="Bonus"), item(1, library.server, title="Bonus"))
    await library.subscribe()
    assert len((await library.poll()).added) == 2
    assert library.episodes() == ["bonus", "bonus-2"]


@pytest.mark.slow
@pytest.mark.parametrize("title", ["../../etc/passwd", "C:\\Windows\\x", "\u202eevil", "💥", "a" * 5000])
async def test_a_hostile_title_makes_a_plain_id_and_no_path(library: FeedLibrary, title: str) -> None:
    library.set_items(item(1, library.server, title=title), title=title)
    await library.subscribe()
    (id_,) = (await library.poll()).added
    assert not set(id_) & set("/\\.:\u202e")
    assert len(id_) <= 48


async def test_a_list_of_feeds_adds_each_that_answers(library: FeedLibrary) -> None:
    urls = [library.server.url("/feed"), library.server.url("/none"), "https://10.0.0.1/feed"]
    outlines = "".join(f'<outline text="Feed {n}" xmlUrl="{url}"/>' for n, url in enumerate(urls))
    done = await library.feeds.import_opml(f"<opml><body>{outlines}</body></opml>".encode(), RED)
    assert [added.feed.show for added in done.added] == ["The Hive"]
    assert [refused.name for refused in done.failures] == ["Feed 1", "Feed 2"]


async def test_what_is_no_feed_is_not_subscribed_to(library: FeedLibrary) -> None:
    with pytest.raises(FetchError):
        await library.feeds.add(library.server.url("/none"), None)
    library.server.holds("/feed", "<html/>", "text/html")
    with pytest.raises(FeedError):
        await library.subscribe()
    assert await library.feeds.for_guild(None) == []


async def test_a_link_gives_the_transcript_behind_it(library: FeedLibrary) -> None:
    found = await library.feeds.fetch_transcript(library.server.url("/t/1.srt?key=1"))
    assert (found.name, found.content) == ("1.srt", transcript("bees 1", "wax 1"))


@pytest.mark.slow
async def test_real_transcripts_come_in_through_a_feed(library: FeedLibrary, shared_data: Path) -> None:
    files = [
        sorted(file for file in folder.rglob("*") if file.suffix in {".md", ".srt", ".txt", ".vtt"})[0]
        for folder in sorted((shared_data / "shows").iterdir())
        if folder.is_dir()
    ]
    types = {".md": "text/markdown", ".srt": "application/srt", ".txt": "text/plain", ".vtt": "text/vtt"}
    items = []
    for number, file in enumerate(files, 1):
        library.server.holds(f"/real/{number}", file.read_bytes(), types[file.suffix])
        link = (
            f'<podcast:transcript url="{library.server.url(f"/real/{number}")}" type="{types[file.suffix]}"/>'
        )
        items.append(item(number, title=escape(file.stem), more=link))
    library.set_items(*items, title="Real shows")
    await library.subscribe()
    report = await library.poll()
    assert (len(report.added), report.failures) == (len(files), ())
    assert len(files) == 7
    assert all(episode.segments > 20 for episode in library.parts.catalog.episodes(Scope()))


async def test_a_list_names_the_site_and_not_the_address_of_what_failed(library: FeedLibrary) -> None:
    url = library.server.url("/private?key=SECRET")
    library.server.fails("/private", 500)
    listed = f'<opml version="2.0"><body><outline type="rss" xmlUrl="{url}"/></body></opml>'
    done = await library.feeds.import_opml(listed.encode(), RED)
    assert [failure.name for failure in done.failures] == ["127.0.0.1"]
    assert "SECRET" not in str(done.failures)


@pytest.mark.slow
async def test_a_list_is_given_so_much_time_and_what_is_left_is_named(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.feeds.subscriptions.MAX_IMPORT_SECONDS", 1.5)
    library.server.streams("/slow", b" ", pause=30)
    urls = [library.server.url("/slow"), library.server.url("/feed")]
    library.set_items(item(1, library.server))
    outlines = "".join(f'<outline text="{url[-4:]}" xmlUrl="{url}"/>' for url in urls)
    done = await library.feeds.import_opml(
        f'<opml version="2.0"><body>{outlines}</body></opml>'.encode(), RED
    )
    assert [each.feed.show for each in done.added] == ["The Hive"]
    assert [(each.name, each.reason) for each in done.failures] == [
        ("slow", "It wasn't added, because checking the whole list took too long; please add it separately.")
    ]


async def test_the_hosts_own_network_is_not_for_servers(library: FeedLibrary) -> None:
    await library.subscribe(guild=RED)
    feeds = Subscriptions(
        library.parts.catalog,
        Fetcher([library.server.host]),
        lambda: library.parts.indexer,
        Threads(),
        guild_fetcher=Fetcher(stopped=[library.server.host]),
        now=lambda: library.time,
    )
    await feeds.poll(RED)
    (stopped,) = await feeds.for_guild(RED)
    assert (stopped.reason or "").startswith("Only the person who runs this bot may use 127.0.0.1")
    with pytest.raises(FetchError, match="own network"):
        await feeds.fetch_transcript(library.server.url("/t/1.srt"))
    assert (await feeds.add(library.server.url("/feed"), None)).episodes == 3
