import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from retrieval.errors import FeedError, FetchError, LibraryError, NotFoundError
from retrieval.fetching import Fetcher, Limits
from retrieval.models import Progress, Scope
from retrieval.parts import Parts
from retrieval.subscriptions import FeedReport, Subscriptions, pause_after
from tests.retrieval.feeds import feed_server
from tests.retrieval.feeds.feed_server import FeedServer, item, rss, serving
from tests.retrieval.indexing import Hashes, transcript

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
START = datetime(2026, 7, 1, 12, tzinfo=UTC)


@dataclass
class Desk:
    """A library at a time that the test sets, and a server that it trusts."""

    server: FeedServer
    parts: Parts
    time: datetime = START
    feeds: Subscriptions = field(init=False)

    def __post_init__(self) -> None:
        self.feeds = Subscriptions(self.parts, now=lambda: self.time)

    def shows(self, *items: str, title: str = "The Hive") -> None:
        self.server.holds("/feed", rss(*items, title=title), feed_server.FEED)

    def says(self, number: int, *topics: str) -> None:
        self.server.holds(f"/t/{number}.srt", transcript(*topics))

    async def subscribe(self, guild: int | None = None, latest: int = 20) -> int:
        return (await self.feeds.add(self.server.url("/feed"), guild, latest=latest)).feed.id

    async def poll(self, guild: int | None = None, *, due_only: bool = True) -> FeedReport:
        (report,) = await self.feeds.poll(guild, due_only=due_only)
        return report

    def episodes(self, guild: int | None = None) -> list[str]:
        return sorted(episode.id for episode in self.parts.catalog.episodes(Scope(guild)))


def open_desk(home: Path, server: FeedServer) -> Desk:
    parts = Parts(home, None, None, None, "local:hashes", None, None)
    parts.__dict__["embeddings"] = Hashes()
    parts.__dict__["fetcher"] = Fetcher([server.host], limits=Limits(seconds=5, idle=0.5))
    return Desk(server, parts)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with serving() as server:
        desk = open_desk(tmp_path, server)
        for number in (1, 2, 3):
            desk.says(number, f"bees {number}", f"wax {number}")
        desk.shows(item(3, server), item(2, server), item(1, server))
        yield desk
        desk.parts.close()


async def test_a_poll_indexes_what_a_feed_names_with_all_that_it_says_of_it(desk: Desk) -> None:
    more = '<link>https://hive.example/1</link><podcast:person role="guest">Ida Holm</podcast:person>'
    desk.shows(item(2), item(1, desk.server, more=more))
    added = await desk.feeds.add(desk.server.url("/feed"), None)
    assert (added.feed.show, added.episodes, added.transcripts, added.already) == ("The Hive", 2, 1, False)

    report = await desk.poll()
    assert (report.added, report.failures, report.reason, report.first) == (("hive-1",), (), None, True)
    assert (report.feed.indexed, report.feed.silent) == (1, 1)
    (episode,) = desk.parts.catalog.episodes(Scope())
    assert (episode.show.title, episode.title) == ("The Hive", "Bees, part 1")
    assert (str(episode.published), episode.guests) == ("2026-06-01", ("Ida Holm",))
    assert episode.page_url == "https://hive.example/1"
    assert [medium.url for medium in episode.media] == ["https://audio.example/1.mp3"]


async def test_the_first_poll_takes_the_newest_and_later_ones_whatever_is_new(desk: Desk) -> None:
    await desk.subscribe(latest=1)
    assert (await desk.poll()).added == ("hive-3",)

    desk.says(4, "drones")
    desk.shows(*(item(number, desk.server) for number in (4, 3, 2, 1)))
    desk.time += timedelta(hours=2)
    report = await desk.poll()
    assert (report.added, report.first, report.feed.skipped) == (("hive-4",), False, 2)


async def test_what_has_not_changed_is_asked_for_by_its_tag_and_not_indexed_again(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    desk.time += timedelta(days=40)
    desk.server.asked.clear()
    assert not (await desk.poll()).is_news
    assert desk.server.conditional == desk.server.asked
    assert sorted(desk.server.asked) == ["/feed", "/t/1.srt", "/t/2.srt", "/t/3.srt"]
    assert await desk.feeds.poll(None) == []


async def test_a_corrected_transcript_and_a_corrected_title_renew_the_episode(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    desk.says(1, "bumblebees")
    desk.shows(item(3, desk.server), item(2, desk.server, title="Bees in winter"), item(1, desk.server))
    desk.time += timedelta(days=40)
    assert sorted((await desk.poll()).updated) == ["hive-1", "hive-2"]
    titles = {each.id: each.title for each in desk.parts.catalog.episodes(Scope())}
    assert titles["hive-2"] == "Bees in winter"
    (episode,) = desk.parts.catalog.episodes(Scope(episode="hive-1"))
    assert "bumblebees" in desk.parts.catalog.transcript(episode.generation)[0].text
    assert len(desk.episodes()) == 3


async def test_a_transcript_that_comes_later_is_taken_then(desk: Desk) -> None:
    desk.shows(item(1))
    await desk.subscribe(latest=0)
    assert (await desk.poll()).feed.silent == 1
    desk.shows(item(1, desk.server))
    desk.time += timedelta(hours=2)
    assert (await desk.poll()).added == ("hive-1",)


async def test_an_item_that_fails_stops_no_other_and_is_tried_again_later(desk: Desk) -> None:
    desk.server.fails("/t/3.srt", 500)
    desk.server.holds("/t/2.srt", "<html><body>Sign in</body></html>", "text/html")
    await desk.subscribe()
    report = await desk.poll()
    assert report.added == ("hive-1",)
    reasons = {refused.name: refused.reason for refused in report.failures}
    assert "an error (500)" in reasons["Bees, part 3"]
    assert "web page" in reasons["Bees, part 2"]
    assert report.feed.waiting == 2

    desk.says(3, "bees 3")
    assert await desk.feeds.poll(None) == []
    desk.time += timedelta(hours=1, minutes=30)
    report = await desk.poll()
    assert (report.added, len(report.failures)) == (("hive-3",), 1)


async def test_another_transcript_of_the_item_is_taken_where_the_best_can_not_be_had(desk: Desk) -> None:
    both = f'<podcast:transcript url="{desk.server.url("/gone.vtt")}" type="text/vtt"/>'
    desk.shows(item(1, desk.server, more=both))
    await desk.subscribe()
    assert (await desk.poll()).added == ("hive-1",)
    assert "/gone.vtt" in desk.server.asked


@pytest.mark.parametrize("trouble", ["500", "cut short", "slow", "no feed"])
async def test_a_feed_that_fails_is_left_alone_for_longer_each_time(desk: Desk, trouble: str) -> None:
    await desk.subscribe()
    await desk.poll()
    match trouble:
        case "500":
            desk.server.fails("/feed", 500)
        case "cut short":
            desk.server.breaks_off("/feed", rss(item(9)).encode()[:200])
        case "slow":
            desk.server.streams("/feed", b" ", pause=30)
        case _:
            desk.server.holds("/feed", "<html/>", "text/html")
    waits = []
    for failures in (1, 2, 3):
        desk.time += timedelta(days=2)
        report = await desk.poll()
        assert report.reason
        assert report.feed.failures == failures
        assert report.feed.due
        waits.append(report.feed.due - desk.time)
    assert waits[0] < waits[1] < waits[2]
    desk.shows(item(1, desk.server))
    assert (await desk.poll(due_only=False)).feed.failures == 0
    assert len(desk.episodes()) == 3


def test_pauses_double_up_to_a_day_and_mind_what_the_server_asks() -> None:
    assert timedelta(minutes=48) <= pause_after(1) <= timedelta(minutes=72)
    assert timedelta(hours=19) <= pause_after(500) <= timedelta(hours=29)
    assert pause_after(1, again=7200.0) == timedelta(hours=2)
    assert pause_after(1, again=10**9) == timedelta(days=1)


async def test_a_library_that_can_not_be_written_ends_the_poll_and_blames_no_item(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise LibraryError("The disk is full.")

    await desk.subscribe()
    with monkeypatch.context() as context:
        context.setattr(desk.parts.indexer, "add", full)
        report = await desk.poll()
    assert (report.reason, report.failures, report.feed.waiting) == ("The disk is full.", (), 3)
    assert len((await desk.poll()).added) == 3


async def test_what_a_cancelled_poll_left_is_done_by_the_next_and_nothing_twice(desk: Desk) -> None:
    await desk.subscribe()
    began = asyncio.Event()

    def tell(step: Progress) -> None:
        if "2 of 3" in step.stage:
            began.set()

    poll = asyncio.create_task(desk.feeds.poll(None, progress=tell))
    await began.wait()
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    desk.server.fails("/feed", 304)
    await desk.poll()
    assert desk.episodes() == ["hive-1", "hive-2", "hive-3"]


async def test_a_process_killed_after_indexing_makes_the_same_episode_again(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    before = desk.episodes()
    store = desk.parts.catalog.feeds
    for key in ("hive:1", "hive:2", "hive:3"):
        store.settle(1, key, {"state": "waiting", "due": START, "url": None, "etag": None})
    report = await desk.poll()
    assert (report.added, report.updated, desk.episodes()) == ((), (), before)


async def test_adding_a_feed_twice_says_so(desk: Desk) -> None:
    first = await desk.feeds.add(desk.server.url("/feed"), RED)
    again = await desk.feeds.add(f" {desk.server.url('/feed')} ", RED)
    assert (again.already, again.feed) == (True, first.feed)
    assert len(await desk.feeds.of(RED)) == 1


async def test_no_guild_sees_or_touches_the_feeds_of_another_or_the_hosts(desk: Desk) -> None:
    number = await desk.subscribe(RED)
    for other in (BLUE, None):
        assert await desk.feeds.of(other) == []
        assert await desk.feeds.poll(other, due_only=False) == []
        for attempt in (desk.feeds.pause, desk.feeds.resume, desk.feeds.remove):
            with pytest.raises(NotFoundError, match="no feed 1 here"):
                await attempt(other, number)
        with pytest.raises(NotFoundError):
            await desk.feeds.poll(other, feed=number)
    assert (await desk.poll(RED)).added == ("hive-3", "hive-2", "hive-1")
    assert (len(desk.episodes(RED)), desk.episodes(BLUE), desk.episodes()) == (3, [], [])
    assert not (await desk.feeds.of(RED))[0].paused


async def test_all_guilds_are_polled_by_one_call_each_into_its_own_library(desk: Desk) -> None:
    for guild in (RED, BLUE):
        await desk.subscribe(guild)
    assert {report.feed.guild for report in await desk.feeds.poll_all()} == {RED, BLUE}
    assert desk.episodes(RED) == desk.episodes(BLUE) == ["hive-1", "hive-2", "hive-3"]


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
    assert await desk.feeds.of(None) == []
    await desk.subscribe()
    assert not (await desk.poll()).is_news
    assert len(desk.episodes()) == 3


async def test_an_episode_that_a_moderator_removed_stays_removed(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    (episode,) = desk.parts.catalog.episodes(Scope(episode="hive-2"))
    desk.parts.indexer.remove(episode)
    desk.says(2, "something else")
    desk.time += timedelta(days=40)
    assert not (await desk.poll()).is_news
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


async def test_a_transcript_of_ten_thousand_brackets_fails_in_a_sentence(desk: Desk) -> None:
    desk.server.holds("/t/3.srt", "[" * 10_000 + "]" * 10_000, "application/json")
    await desk.subscribe()
    report = await desk.poll()
    assert [refused.name for refused in report.failures] == ["Bees, part 3"]
    assert report.added == ("hive-2", "hive-1")


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
    assert await desk.feeds.of(None) == []


async def test_a_link_gives_the_transcript_behind_it(desk: Desk) -> None:
    found = await desk.feeds.transcript(desk.server.url("/t/1.srt?key=1"))
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
