import asyncio
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from retrieval.errors import BadRequestError, FeedError, FetchError, NotFoundError
from retrieval.models import Scope
from tests.retrieval.feeds.desk import BLUE, RED, Desk
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed
from tests.retrieval.indexing import transcript


async def test_adding_a_feed_twice_says_so(desk: Desk) -> None:
    first = await desk.feeds.add(desk.server.url("/feed"), RED)
    again = await desk.feeds.add(f" {desk.server.url('/feed')} ", RED)
    assert (again.already, again.feed) == (True, first.feed)
    assert len(await desk.feeds.for_guild(RED)) == 1


async def test_no_guild_sees_or_touches_the_feeds_of_another_or_the_hosts(desk: Desk) -> None:
    number = await desk.subscribe(RED)
    for other in (BLUE, None):
        assert await desk.feeds.for_guild(other) == []
        assert await desk.feeds.poll(other, due_only=False) == []
        for attempt in (desk.feeds.pause, desk.feeds.resume, desk.feeds.remove):
            with pytest.raises(NotFoundError, match="no feed 1 here"):
                await attempt(other, number)
        with pytest.raises(NotFoundError):
            await desk.feeds.poll(other, feed=number)
    assert (await desk.poll(RED)).added == ("hive-3", "hive-2", "hive-1")
    assert (len(desk.episodes(RED)), desk.episodes(BLUE), desk.episodes()) == (3, [], [])
    assert not (await desk.feeds.for_guild(RED))[0].paused


async def test_each_guild_that_has_something_due_is_polled_into_its_own_library(desk: Desk) -> None:
    for guild in (RED, BLUE):
        await desk.subscribe(guild)
    assert await desk.feeds.due_guilds() == [RED, BLUE]
    await desk.poll(RED)
    assert await desk.feeds.due_guilds() == [BLUE]
    await desk.poll(BLUE)
    assert await desk.feeds.due_guilds() == []
    assert desk.episodes(RED) == desk.episodes(BLUE) == ["hive-1", "hive-2", "hive-3"]


async def test_a_guilds_slow_feed_keeps_no_other_guild_waiting(desk: Desk) -> None:
    """The red guild's feed answers only after the blue guild's last transcript was asked for."""
    red = (await desk.feeds.add(desk.server.url("/feed?red"), RED)).feed
    await desk.subscribe(BLUE)
    feed, last, asked = desk.server.pages["/feed"], desk.server.pages["/t/1.srt"], asyncio.Event()

    async def patient(request: web.Request) -> web.StreamResponse:
        if "red" in request.query_string:
            await asked.wait()
        return await feed(request)

    async def tell(request: web.Request) -> web.StreamResponse:
        asked.set()
        return await last(request)

    desk.server.pages |= {"/feed": patient, "/t/1.srt": tell}
    slow, quick = await asyncio.gather(desk.poll(RED), desk.poll(BLUE))
    assert (slow.feed.id, slow.reason, quick.reason) == (red.id, None, None)


async def test_a_guild_may_have_so_many_feeds_and_the_host_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.catalog.feed_store.MAX_FEEDS_PER_GUILD", 1)
    for guild in (RED, BLUE, None):
        await desk.subscribe(guild)
    await desk.subscribe(RED)
    desk.server.holds("/2", rss_feed(item(9), title="The Comb"), FEED)
    await desk.feeds.add(desk.server.url("/2"), None)
    with pytest.raises(BadRequestError, match="1 feeds at most"):
        await desk.feeds.add(desk.server.url("/2"), RED)


async def test_a_paused_feed_rests_and_a_resumed_one_goes_on(desk: Desk) -> None:
    number = await desk.subscribe()
    assert (await desk.feeds.pause(None, number)).paused
    assert await desk.feeds.poll(None, due_only=False) == []
    assert not (await desk.feeds.resume(None, number)).paused
    assert len((await desk.poll()).added) == 3


async def test_the_episodes_of_a_removed_feed_stay_and_join_it_when_it_comes_back(desk: Desk) -> None:
    number = await desk.subscribe()
    await desk.poll()
    await desk.feeds.remove(None, number)
    assert await desk.feeds.for_guild(None) == []
    await desk.subscribe()
    assert not (await desk.poll()).is_noteworthy
    assert len(desk.episodes()) == 3


async def test_an_episode_that_a_moderator_removed_stays_removed(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    (episode,) = desk.parts.catalog.episodes(Scope(episode="hive-2"))
    desk.parts.indexer.remove(episode)
    desk.says(2, "something else")
    desk.time += timedelta(days=40)
    assert not (await desk.poll()).is_noteworthy
    assert desk.episodes() == ["hive-1", "hive-3"]


async def test_two_items_of_one_title_become_two_episodes(desk: Desk) -> None:
    desk.shows(item(2, desk.server, title="Bonus"), item(1, desk.server, title="Bonus"))
    await desk.subscribe()
    assert len((await desk.poll()).added) == 2
    assert desk.episodes() == ["bonus", "bonus-2"]


@pytest.mark.parametrize("title", ["../../etc/passwd", "C:\\Windows\\x", "\u202eevil", "💥", "a" * 5000])
async def test_a_hostile_title_makes_a_plain_id_and_no_path(desk: Desk, title: str) -> None:
    desk.shows(item(1, desk.server, title=title), title=title)
    await desk.subscribe()
    (id_,) = (await desk.poll()).added
    assert not set(id_) & set("/\\.:\u202e")
    assert len(id_) <= 48


async def test_a_list_of_feeds_adds_each_that_answers(desk: Desk) -> None:
    urls = [desk.server.url("/feed"), desk.server.url("/none"), "https://10.0.0.1/feed"]
    outlines = "".join(f'<outline text="Feed {n}" xmlUrl="{url}"/>' for n, url in enumerate(urls))
    done = await desk.feeds.import_opml(f"<opml><body>{outlines}</body></opml>".encode(), RED)
    assert [added.feed.show for added in done.added] == ["The Hive"]
    assert [refused.name for refused in done.failures] == ["Feed 1", "Feed 2"]


async def test_what_is_no_feed_is_not_subscribed_to(desk: Desk) -> None:
    with pytest.raises(FetchError):
        await desk.feeds.add(desk.server.url("/none"), None)
    desk.server.holds("/feed", "<html/>", "text/html")
    with pytest.raises(FeedError):
        await desk.subscribe()
    assert await desk.feeds.for_guild(None) == []


async def test_a_link_gives_the_transcript_behind_it(desk: Desk) -> None:
    found = await desk.feeds.fetch_transcript(desk.server.url("/t/1.srt?key=1"))
    assert (found.name, found.content) == ("1.srt", transcript("bees 1", "wax 1"))


async def test_real_transcripts_come_in_through_a_feed(desk: Desk, shared_data: Path) -> None:
    files = [
        sorted(file for file in folder.rglob("*") if file.suffix in {".md", ".srt", ".txt", ".vtt"})[0]
        for folder in sorted((shared_data / "shows").iterdir())
        if folder.is_dir()
    ]
    types = {".md": "text/markdown", ".srt": "application/srt", ".txt": "text/plain", ".vtt": "text/vtt"}
    items = []
    for number, file in enumerate(files, 1):
        desk.server.holds(f"/real/{number}", file.read_bytes(), types[file.suffix])
        link = f'<podcast:transcript url="{desk.server.url(f"/real/{number}")}" type="{types[file.suffix]}"/>'
        items.append(item(number, title=escape(file.stem), more=link))
    desk.shows(*items, title="Real shows")
    await desk.subscribe()
    report = await desk.poll()
    assert (len(report.added), report.failures) == (len(files), ())
    assert len(files) == 7
    assert all(episode.segments > 20 for episode in desk.parts.catalog.episodes(Scope()))


async def test_a_list_names_the_site_and_not_the_address_of_what_failed(desk: Desk) -> None:
    url = desk.server.url("/private?key=SECRET")
    desk.server.fails("/private", 500)
    listed = f'<opml version="2.0"><body><outline type="rss" xmlUrl="{url}"/></body></opml>'
    done = await desk.feeds.import_opml(listed.encode(), RED)
    assert [failure.name for failure in done.failures] == ["127.0.0.1"]
    assert "SECRET" not in str(done.failures)


async def test_a_list_is_given_so_much_time_and_what_is_left_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.feeds.subscriptions.MAX_IMPORT_SECONDS", 1.5)
    desk.server.streams("/slow", b" ", pause=30)
    urls = [desk.server.url("/slow"), desk.server.url("/feed")]
    desk.shows(item(1, desk.server))
    outlines = "".join(f'<outline text="{url[-4:]}" xmlUrl="{url}"/>' for url in urls)
    done = await desk.feeds.import_opml(f'<opml version="2.0"><body>{outlines}</body></opml>'.encode(), RED)
    assert [each.feed.show for each in done.added] == ["The Hive"]
    assert [(each.name, each.reason) for each in done.failures] == [
        ("slow", "There was no time left for it; add it by itself.")
    ]
