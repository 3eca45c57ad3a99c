"""Feeds of servers that may store no more, of shows that are blocked, and of servers that go."""

from datetime import timedelta
from typing import Any

import pytest

from retrieval.catalog import disk_space
from retrieval.errors import BadRequestError, LibraryError, OverQuotaError
from retrieval.fetching.fetcher import Fetcher
from retrieval.models import Details, Placement, Scope
from retrieval.models.quotas import Quotas
from tests.retrieval.feeds.feed_library import BLUE, RED, FeedLibrary
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed
from tests.retrieval.indexing import transcript

BLOCK = "<itunes:block>Yes</itunes:block>"


@pytest.mark.slow
async def test_new_episodes_wait_for_room_and_the_feed_says_so_once(
    library: FeedLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    library.parts.catalog.quotas.defaults = Quotas(episodes=1)
    await library.subscribe(RED)
    report = await library.poll(RED)
    assert (report.added, report.failures) == (("hive-3",), ())
    assert (report.reason or "").startswith("This server has 1 of 1 episodes")
    assert report.feed.reason == (
        "2 episodes wait: this server has reached a limit; `/library status` shows what it uses."
    )
    assert report.feed.waiting == 2
    assert library.server.asked.count("/t/2.srt") + library.server.asked.count("/t/1.srt") == 0
    assert sum("new episodes of feed 1 wait" in record.message for record in caplog.records) == 1
    assert not any(record.exc_info for record in caplog.records)
    assert await library.feeds.due_guilds() == []

    library.time += timedelta(hours=2)
    assert (await library.poll(RED)).added == ()
    library.parts.catalog.quotas.defaults = Quotas()
    library.time += timedelta(hours=2)
    report = await library.poll(RED)
    assert (report.added, report.reason, report.feed.reason) == (("hive-2", "hive-1"), None, None)


@pytest.mark.slow
async def test_episodes_that_are_there_are_corrected_while_new_ones_wait(library: FeedLibrary) -> None:
    library.set_items(item(1, library.server))
    await library.subscribe(RED)
    await library.poll(RED)
    library.parts.catalog.quotas.defaults = Quotas(episodes=1)
    library.set_transcript(1, "bumblebees")
    library.set_items(item(3, library.server), item(2, library.server), item(1, library.server))
    library.time += timedelta(days=40)
    report = await library.poll(RED)
    assert (report.added, report.updated) == ((), ("hive-1",))


async def test_a_feed_that_no_room_is_left_for_is_not_even_fetched(library: FeedLibrary) -> None:
    library.parts.catalog.quotas.defaults = Quotas(feeds=0)
    with pytest.raises(OverQuotaError, match="follows 0 of 0 podcasts: remove one with"):
        await library.subscribe(RED)
    assert library.server.asked == []


async def test_a_list_of_feeds_is_taken_as_far_as_there_is_room(library: FeedLibrary) -> None:
    library.parts.catalog.quotas.defaults = Quotas(feeds=2)
    urls = []
    for number in range(6):
        library.server.holds(f"/{number}", rss_feed(item(number + 1), title=f"Show {number}"), FEED)
        urls.append(library.server.url(f"/{number}"))
    opml = "".join(f'<outline text="{url}" xmlUrl="{url}"/>' for url in urls)
    imported = await library.feeds.import_opml(f"<opml><body>{opml}</body></opml>".encode(), RED)
    assert len(imported.added) == 2
    (failure,) = imported.failures
    assert failure.name == "4 / 6"
    assert "2 of 2 podcasts" in failure.reason


@pytest.mark.slow
async def test_a_full_disk_ends_a_poll_before_anything_is_fetched(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.parts.catalog._database, "_folder", library.parts.home)
    await library.subscribe()
    library.server.asked.clear()
    with monkeypatch.context() as context:
        context.setattr(disk_space, "MIN_FREE_BYTES", 10**18)
        assert (await library.poll()).reason == disk_space.DISK_FULL
        with pytest.raises(LibraryError, match="disk is full"):
            await library.subscribe(RED)
    assert library.server.asked == []
    assert len((await library.poll()).added) == 3


async def test_what_says_how_large_it_is_is_not_fetched_where_there_is_no_room(library: FeedLibrary) -> None:
    wanted: list[int] = []

    def refuse(size: int) -> None:
        wanted.append(size)
        raise LibraryError(disk_space.DISK_FULL)

    fetcher = Fetcher([library.server.host], require_space=refuse)
    library.feeds._guild_fetcher = fetcher
    with pytest.raises(LibraryError, match="disk is full"):
        await library.feeds.fetch_transcript(library.server.url("/t/1.srt"))
    assert wanted == [len(transcript("bees 1", "wax 1"))]


@pytest.mark.slow
async def test_an_episode_whose_item_asks_no_more_to_be_listed_is_taken_down_and_comes_back(
    library: FeedLibrary,
) -> None:
    await library.subscribe(RED)
    await library.poll(RED)
    blocked = item(2, library.server, more=BLOCK)
    library.set_items(item(3, library.server), blocked, item(1, library.server))
    library.time += timedelta(hours=2)
    report = await library.poll(RED)
    assert (report.removed, report.is_noteworthy) == (("hive-2",), True)
    assert report.detail == "removed hive-2 (itunes:block)"
    assert library.episodes(RED) == ["hive-1", "hive-3"]
    assert report.feed.reason == "1 episode asks not to be listed (itunes:block), and is left out."
    library.time += timedelta(days=40)
    assert not (await library.poll(RED)).is_noteworthy

    library.set_items(item(3, library.server), item(2, library.server), item(1, library.server))
    library.time += timedelta(days=40)
    report = await library.poll(RED)
    assert (report.added, report.feed.reason) == (("hive-2",), None)


@pytest.mark.slow
async def test_what_a_moderator_put_in_an_items_place_stays(library: FeedLibrary) -> None:
    await library.subscribe(RED)
    await library.poll(RED)
    own = Details(show="The Hive", title="Bees, part 2", episode="hive-2")
    library.parts.indexer.add(
        transcript("by hand"), own, guild=RED, name="own.srt", placement=Placement("replace")
    )
    library.set_items(item(3, library.server), item(2, library.server, more=BLOCK), item(1, library.server))
    library.time += timedelta(hours=2)
    assert (await library.poll(RED)).removed == ()
    assert "by hand" in library.parts.texts("hive-2", RED)[0]


@pytest.mark.slow
async def test_the_feed_of_a_show_that_the_host_forgot_says_why_nothing_comes(library: FeedLibrary) -> None:
    await library.subscribe(RED)
    library.parts.catalog.removals.remove_show(None, "the-hive", forget=True)
    library.server.asked.clear()
    for due_only in (True, False):
        report = await library.poll(RED, due_only=due_only)
        assert (report.added, report.failures) == ((), ())
    assert library.server.asked == []
    (feed,) = await library.feeds.for_guild(RED)
    assert "`podcite show allow the-hive`" in (feed.reason or "")
    assert feed.failures == 2
    with pytest.raises(BadRequestError):
        await library.subscribe(BLUE)
    library.parts.catalog.blocked_shows.allow(None, "the-hive")
    assert len((await library.poll(RED, due_only=False)).added) == 3
    assert (await library.feeds.for_guild(RED))[0].reason is None


@pytest.mark.parametrize("how", ["deleted", "removed the bot", "removed the feed"])
async def test_nothing_is_stored_for_a_server_that_goes_while_its_feed_is_polled(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    feed = await library.subscribe(RED)
    catalog, embed = library.parts.catalog, library.parts.model.embed

    def go(*args: Any) -> Any:  # the last moment before the episode is written
        match how:
            case "deleted":
                catalog.removals.delete_guild(RED)
            case "removed the bot":
                catalog.departures.mark_left(RED, library.time)
            case _:
                catalog.feeds.remove(RED, feed)
        return embed(*args)

    monkeypatch.setattr(library.parts.model, "embed", go)
    (report,) = await library.feeds.poll(RED)
    assert (report.added, "removed in the meantime" in (report.reason or "")) == ((), True)
    await library.feeds.record_poll(report)
    assert catalog.episodes(Scope(RED)) == []
    if how == "deleted":
        assert catalog.departures.guilds() == []
