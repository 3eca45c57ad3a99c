import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retrieval.feeds.advice import BROKEN
from retrieval.feeds.bounded_parsing import FetchedFeedParser
from retrieval.feeds.schedule import retry_delay
from retrieval.models import Details, Progress, Scope
from retrieval.models.feeds import ParsedFeed
from tests.retrieval.feeds.feed_library import RED, START, FeedLibrary, open_feed_library
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed
from tests.retrieval.indexing import transcript

pytestmark = pytest.mark.slow


async def test_a_poll_indexes_what_a_feed_names_with_all_that_it_says_of_it(library: FeedLibrary) -> None:
    more = '<link>https://hive.example/1</link><podcast:person role="guest">Ida Holm</podcast:person>'
    library.set_items(item(2), item(1, library.server, more=more))
    added = await library.feeds.add(library.server.url("/feed"), None)
    assert (added.feed.show, added.episodes, added.transcripts, added.already) == ("The Hive", 2, 1, False)

    report = await library.poll()
    assert (report.added, report.failures, report.reason) == (("hive-1",), (), None)
    assert (report.feed.indexed, report.feed.without_transcript) == (1, 1)
    (episode,) = library.parts.catalog.episodes(Scope())
    assert (episode.show.title, episode.title) == ("The Hive", "Bees, part 1")
    assert (str(episode.published), episode.guests) == ("2026-06-01", ("Ida Holm",))
    assert episode.page_url == "https://hive.example/1"
    assert [medium.url for medium in episode.media] == ["https://audio.example/1.mp3"]


async def test_a_copy_of_another_shows_episode_is_added_and_named(library: FeedLibrary) -> None:
    content = transcript("bees")
    library.server.holds("/t/1.srt", content)
    library.parts.indexer.add(content, Details(show="Hive talks", episode="by-hand"), name="bees.srt")
    library.set_items(item(2, library.server), item(1, library.server))
    library.set_transcript(2, "drones")
    await library.feeds.add(library.server.url("/feed"), None)
    report = await library.poll()
    assert sorted(report.added) == ["hive-1", "hive-2"]
    ((name, reason),) = [(note.name, note.reason) for note in report.notes]
    assert name == "Bees, part 1"
    assert reason.startswith("It has the same transcript as 'by-hand' of Hive talks. ")
    assert reason.endswith("`/library remove episode:hive-1` or `/library remove episode:by-hand`")
    assert report.notes[0].episode == "hive-1"
    assert (await library.poll(due_only=False)).notes == ()


@pytest.mark.slow
async def test_the_first_poll_takes_the_newest_and_later_ones_whatever_is_new(library: FeedLibrary) -> None:
    await library.subscribe(latest=1)
    assert (await library.poll()).added == ("hive-3",)

    library.set_transcript(4, "drones")
    library.set_items(*(item(number, library.server) for number in (4, 3, 2, 1)))
    library.time += timedelta(hours=2)
    report = await library.poll()
    assert (report.added, report.feed.left_out) == (("hive-4",), 2)


@pytest.mark.slow
async def test_what_comes_after_the_first_poll_is_news_until_somebody_was_told(library: FeedLibrary) -> None:
    feed = await library.subscribe(RED)
    await library.poll(RED)
    assert await library.feeds.new_episodes() == []

    for number in (4, 5):
        library.set_transcript(number, "drones")
    library.set_items(*(item(number, library.server) for number in (5, 4, 3, 2, 1)))
    library.time += timedelta(hours=2)
    await library.poll(RED)
    (news,) = await library.feeds.new_episodes()
    assert (news.feed, news.guild, news.episodes) == (feed, RED, ("hive-5", "hive-4"))
    await library.feeds.queue_announcements(news, {RED: news.episodes[::-1]})
    assert await library.feeds.waiting_announcements() == {RED: ["hive-4", "hive-5"]}
    await library.feeds.remove_announcements(RED, ["hive-4"])
    assert await library.feeds.waiting_announcements(RED) == {RED: ["hive-5"]}
    library.set_transcript(4, "drones again")
    library.time += timedelta(days=40)
    assert (await library.poll(RED)).updated == ("hive-4",)
    assert await library.feeds.new_episodes() == []


@pytest.mark.slow
async def test_what_only_failed_at_the_first_poll_is_no_news_later(library: FeedLibrary) -> None:
    library.server.fails("/t/3.srt", 500)
    await library.subscribe()
    await library.poll()
    library.set_transcript(3, "bees 3")
    library.time += timedelta(hours=2)
    assert (await library.poll()).added == ("hive-3",)
    assert await library.feeds.new_episodes() == []


@pytest.mark.slow
async def test_a_poll_takes_only_so_long_and_the_next_goes_on(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.subscribe()
    with monkeypatch.context() as context:
        context.setattr("retrieval.feeds.poller.MAX_POLL_SECONDS", 0.0)
        report = await library.poll()
    assert (report.added, report.feed.waiting, report.feed.polled) == ((), 3, False)
    assert len((await library.poll()).added) == 3
    assert await library.feeds.new_episodes() == []


@pytest.mark.slow
async def test_a_moved_show_whose_items_have_new_ids_is_the_same_show(library: FeedLibrary) -> None:
    await library.subscribe()
    await library.poll()
    moved = [item(number, library.server).replace("hive:", "moved:") for number in (3, 2, 1)]
    twin = item(3, library.server).replace("hive:3", "twin:3")
    library.set_items(*moved, twin)
    library.time += timedelta(hours=2)
    report = await library.poll()
    assert (report.added, report.feed.indexed) == (("hive-3-2",), 4)
    assert library.episodes() == ["hive-1", "hive-2", "hive-3", "hive-3-2"]
    (news,) = await library.feeds.new_episodes()
    assert news.keys == ("twin:3",)


async def test_the_same_feed_under_another_address_is_followed_once(library: FeedLibrary) -> None:
    await library.subscribe()
    again = await library.feeds.add(library.server.url("/feed?from=elsewhere"), None)
    assert again.already
    assert len(await library.feeds.for_guild(None)) == 1


async def test_a_feed_that_is_paused_meanwhile_has_nothing_more_taken(library: FeedLibrary) -> None:
    feed = await library.subscribe()
    tasks: list[asyncio.Future[Any]] = []

    def tell(step: Progress) -> None:
        if "1 of 3" in step.stage and not tasks:
            tasks.append(asyncio.ensure_future(library.feeds.pause(None, feed)))

    await library.feeds.poll(None, progress=tell)
    await asyncio.gather(*tasks)
    assert len(library.episodes()) < 3


@pytest.mark.slow
async def test_what_nobody_foresaw_of_one_feed_keeps_no_other_from_its_turn(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library.set_transcript(9, "wasps")
    library.server.holds("/odd", rss_feed(item(9, library.server), title="A Feed"), FEED)
    odd = (await library.feeds.add(library.server.url("/odd"), None)).feed
    await library.subscribe()
    close = FetchedFeedParser.close

    async def closes(parser: FetchedFeedParser) -> ParsedFeed:
        if (parsed := await close(parser)).title == "A Feed":
            raise ZeroDivisionError
        return parsed

    with monkeypatch.context() as context:
        context.setattr(FetchedFeedParser, "close", closes)
        reports = {report.feed.id: report for report in await library.feeds.poll(None)}
    assert reports.pop(odd.id).reason == "Something unexpected went wrong; the log has the reason."
    assert [len(report.added) for report in reports.values()] == [3]
    assert "could not be polled" in caplog.text
    assert [report.added for report in await library.feeds.poll(None)] == [("a-feed-9",)]
    assert await library.feeds.due_guilds() == []


@pytest.mark.slow
async def test_two_that_poll_the_same_feed_at_once_take_each_episode_once(
    library: FeedLibrary, tmp_path: Path
) -> None:
    await library.subscribe()
    other = open_feed_library(tmp_path, library.server)
    await asyncio.gather(library.poll(), other.poll())
    assert library.episodes() == ["hive-1", "hive-2", "hive-3"]
    (feed,) = await library.feeds.for_guild(None)
    assert (feed.indexed, feed.waiting, feed.failures) == (3, 0, 0)


@pytest.mark.slow
async def test_what_has_not_changed_is_asked_for_by_its_tag_and_not_indexed_again(
    library: FeedLibrary,
) -> None:
    await library.subscribe()
    await library.poll()
    library.time += timedelta(days=40)
    library.server.asked.clear()
    assert not (await library.poll()).is_noteworthy
    assert library.server.conditional == library.server.asked
    assert sorted(library.server.asked) == ["/feed", "/t/1.srt", "/t/2.srt", "/t/3.srt"]
    assert await library.feeds.poll(None) == []


@pytest.mark.slow
@pytest.mark.parametrize("trouble", ["500", "cut short", "slow", "no feed"])
async def test_a_feed_that_fails_is_left_alone_for_longer_each_time(
    library: FeedLibrary, trouble: str
) -> None:
    await library.subscribe()
    await library.poll()
    match trouble:
        case "500":
            library.server.fails("/feed", 500)
        case "cut short":
            library.server.breaks_off("/feed", rss_feed(item(9)).encode()[:200])
        case "slow":
            library.server.streams("/feed", b" ", pause=30)
        case _:
            library.server.holds("/feed", "<html/>", "text/html")
    waits = []
    for failures in (1, 2, 3):
        library.time += timedelta(days=2)
        report = await library.poll()
        assert report.reason
        assert report.feed.failures == failures
        assert report.feed.next_poll
        waits.append(report.feed.next_poll - library.time)
    assert waits[0] < waits[1] < waits[2]
    library.set_items(item(1, library.server))
    assert (await library.poll(due_only=False)).feed.failures == 0
    assert len(library.episodes()) == 3


def test_pauses_double_up_to_a_day_and_mind_what_the_server_asks() -> None:
    assert timedelta(minutes=48) <= retry_delay(1) <= timedelta(minutes=72)
    assert timedelta(hours=19) <= retry_delay(500) <= timedelta(hours=29)
    assert retry_delay(1, retry_after=7200.0) == timedelta(hours=2)
    assert retry_delay(1, retry_after=10**9) == timedelta(days=1)


@pytest.mark.slow
async def test_what_a_cancelled_poll_left_is_done_by_the_next_and_nothing_twice(library: FeedLibrary) -> None:
    await library.subscribe()
    began = asyncio.Event()

    def tell(step: Progress) -> None:
        if "2 of 3" in step.stage:
            began.set()

    poll = asyncio.create_task(library.feeds.poll(None, progress=tell))
    await began.wait()
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    library.server.fails("/feed", 304)
    await library.poll()
    assert library.episodes() == ["hive-1", "hive-2", "hive-3"]


@pytest.mark.slow
async def test_a_clock_that_was_once_far_ahead_does_not_stop_polling(library: FeedLibrary) -> None:
    await library.subscribe()
    library.time = START + timedelta(days=10_000)
    assert len((await library.poll()).added) == 3
    library.time = START + timedelta(hours=1)
    assert await library.feeds.due_guilds() == [None]
    library.set_transcript(4, "bees 4")
    library.set_items(*(item(number, library.server) for number in (4, 3, 2, 1)))
    assert (await library.poll()).added == ("hive-4",)
    assert await library.feeds.due_guilds() == []


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (404, "If the podcast has moved, follow its new address and remove this feed."),
        (410, "If the podcast has moved, follow its new address and remove this feed."),
        (403, "look for another address of the feed, or ask the makers of the podcast."),
        (503, "Podcite will try again automatically."),
        (429, "Podcite will try again later."),
        (401, "put them into the address: https://NAME:PASSWORD@127.0.0.1/…"),
    ],
)
async def test_a_feed_that_fails_says_what_helps(library: FeedLibrary, status: int, advice: str) -> None:
    await library.subscribe()
    library.server.fails("/feed", status)
    report = await library.poll()
    assert report.reason
    assert report.reason.endswith(advice)
    assert (await library.feeds.for_guild(None))[0].reason == report.reason


async def test_a_feed_that_is_broken_says_who_can_mend_it(library: FeedLibrary) -> None:
    await library.subscribe()
    library.server.holds("/feed", b"<rss><channel>&nothing;</rss>", FEED)
    assert str((await library.poll()).reason).endswith(BROKEN)
    library.server.holds("/feed", b"<html><head></head></html>", "text/html")
    assert BROKEN not in str((await library.poll(due_only=False)).reason)
