import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, update

from retrieval.catalog.feed_tables import feed_items
from retrieval.errors import LibraryError
from retrieval.feeds import rss
from retrieval.feeds.schedule import retry_delay
from retrieval.models import Progress, Scope
from tests.retrieval.feeds.desk import RED, START, Desk, open_desk
from tests.retrieval.feeds.feed_server import FEED, item, rss_feed
from tests.retrieval.indexing import transcript


async def test_a_poll_indexes_what_a_feed_names_with_all_that_it_says_of_it(desk: Desk) -> None:
    more = '<link>https://hive.example/1</link><podcast:person role="guest">Ida Holm</podcast:person>'
    desk.shows(item(2), item(1, desk.server, more=more))
    added = await desk.feeds.add(desk.server.url("/feed"), None)
    assert (added.feed.show, added.episodes, added.transcripts, added.already) == ("The Hive", 2, 1, False)

    report = await desk.poll()
    assert (report.added, report.failures, report.reason) == (("hive-1",), (), None)
    assert (report.feed.indexed, report.feed.without_transcript) == (1, 1)
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
    assert (report.added, report.feed.left_out) == (("hive-4",), 2)


async def test_what_comes_after_the_first_poll_is_news_until_somebody_was_told(desk: Desk) -> None:
    feed = await desk.subscribe(RED)
    await desk.poll(RED)
    assert await desk.feeds.new_episodes() == []

    for number in (4, 5):
        desk.says(number, "drones")
    desk.shows(*(item(number, desk.server) for number in (5, 4, 3, 2, 1)))
    desk.time += timedelta(hours=2)
    await desk.poll(RED)
    (news,) = await desk.feeds.new_episodes()
    assert (news.feed, news.guild, news.episodes) == (feed, RED, ("hive-5", "hive-4"))
    await desk.feeds.mark_announced(news)
    desk.says(4, "drones again")
    desk.time += timedelta(days=40)
    assert (await desk.poll(RED)).updated == ("hive-4",)
    assert await desk.feeds.new_episodes() == []


async def test_what_only_failed_at_the_first_poll_is_no_news_later(desk: Desk) -> None:
    desk.server.fails("/t/3.srt", 500)
    await desk.subscribe()
    await desk.poll()
    desk.says(3, "bees 3")
    desk.time += timedelta(hours=2)
    assert (await desk.poll()).added == ("hive-3",)
    assert await desk.feeds.new_episodes() == []


async def test_what_a_moderator_went_back_to_stays_until_the_feed_says_another(desk: Desk) -> None:
    """Its server sends no ETag, so that every poll reads the same bytes again."""
    await desk.subscribe()
    desk.server.plain("/t/1.srt", transcript("queens"))
    await desk.poll()
    desk.server.plain("/t/1.srt", transcript("drones"))
    desk.time += timedelta(days=40)
    assert (await desk.poll()).updated == ("hive-1",)
    (episode,) = desk.parts.catalog.episodes(Scope(episode="hive-1"))
    desk.parts.indexer.roll_back(episode)

    desk.shows(item(3, desk.server), item(2, desk.server), item(1, desk.server, title="Queens"))
    desk.time += timedelta(days=40)
    assert (await desk.poll()).updated == ("hive-1",)
    (episode,) = desk.parts.catalog.episodes(Scope(episode="hive-1"))
    assert episode.title == "Queens"
    assert "queens" in desk.parts.catalog.transcript(episode.generation)[0].text
    desk.server.plain("/t/1.srt", transcript("workers"))
    desk.time += timedelta(days=40)
    assert (await desk.poll()).updated == ("hive-1",)
    (episode,) = desk.parts.catalog.episodes(Scope(episode="hive-1"))
    assert "workers" in desk.parts.catalog.transcript(episode.generation)[0].text


async def test_a_server_that_says_nothing_changed_though_nothing_was_known_is_a_failure(desk: Desk) -> None:
    desk.server.fails("/t/2.srt", 304)
    await desk.subscribe()
    report = await desk.poll()
    assert sorted(report.added) == ["hive-1", "hive-3"]
    assert [(each.name, "(304)" in each.reason) for each in report.failures] == [("Bees, part 2", True)]
    assert (report.feed.indexed, report.feed.waiting) == (2, 1)


async def test_a_poll_takes_only_so_long_and_the_next_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.subscribe()
    with monkeypatch.context() as context:
        context.setattr("retrieval.feeds.poller.MAX_POLL_SECONDS", 0.0)
        report = await desk.poll()
    assert (report.added, report.feed.waiting, report.feed.polled) == ((), 3, False)
    assert len((await desk.poll()).added) == 3
    assert await desk.feeds.new_episodes() == []


async def test_a_moved_show_whose_items_have_new_ids_is_the_same_show(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    moved = [item(number, desk.server).replace("hive:", "moved:") for number in (3, 2, 1)]
    twin = item(3, desk.server).replace("hive:3", "twin:3")
    desk.shows(*moved, twin)
    desk.time += timedelta(hours=2)
    report = await desk.poll()
    assert (report.added, report.feed.indexed) == (("hive-3-2",), 4)
    assert desk.episodes() == ["hive-1", "hive-2", "hive-3", "hive-3-2"]
    (news,) = await desk.feeds.new_episodes()
    assert news.keys == ("twin:3",)


async def test_the_same_feed_under_another_address_is_followed_once(desk: Desk) -> None:
    await desk.subscribe()
    again = await desk.feeds.add(desk.server.url("/feed?from=elsewhere"), None)
    assert again.already
    assert len(await desk.feeds.for_guild(None)) == 1


async def test_an_item_whose_transcript_is_gone_from_the_feed_keeps_its_episode(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    desk.shows(item(3, desk.server), item(2, desk.server), item(1))
    desk.time += timedelta(days=40)
    report = await desk.poll()
    assert (report.failures, report.feed.indexed) == ((), 3)


async def test_a_feed_that_is_paused_meanwhile_has_nothing_more_taken(desk: Desk) -> None:
    feed = await desk.subscribe()
    tasks: list[asyncio.Future[Any]] = []

    def tell(step: Progress) -> None:
        if "1 of 3" in step.stage and not tasks:
            tasks.append(asyncio.ensure_future(desk.feeds.pause(None, feed)))

    await desk.feeds.poll(None, progress=tell)
    await asyncio.gather(*tasks)
    assert len(desk.episodes()) < 3


async def test_what_nobody_foresaw_of_one_item_keeps_no_other_from_its_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add = desk.parts.indexer.add

    def odd(*args: Any, **more: Any) -> Any:
        if more["name"] == "hive-3.txt":
            raise ZeroDivisionError
        return add(*args, **more)

    await desk.subscribe()
    with monkeypatch.context() as context:
        context.setattr(desk.parts.indexer, "add", odd)
        report = await desk.poll()
    assert sorted(report.added) == ["hive-1", "hive-2"]
    assert [each.reason for each in report.failures] == [
        "Something went wrong with it; the log has the reason."
    ]
    assert "could not be taken" in caplog.text


async def test_what_nobody_foresaw_of_one_feed_keeps_no_other_from_its_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.says(9, "wasps")
    desk.server.holds("/odd", rss_feed(item(9, desk.server), title="A Feed"), FEED)
    odd = (await desk.feeds.add(desk.server.url("/odd"), None)).feed
    await desk.subscribe()
    parse = rss.parse

    def reads(content: bytes, *args: Any) -> Any:
        if b"A Feed" in content:
            raise ZeroDivisionError
        return parse(content, *args)

    with monkeypatch.context() as context:
        context.setattr(rss, "parse", reads)
        reports = {report.feed.id: report for report in await desk.feeds.poll(None)}
    assert reports.pop(odd.id).reason == "Something went wrong with it; the log has the reason."
    assert [len(report.added) for report in reports.values()] == [3]
    assert "could not be polled" in caplog.text
    assert [report.added for report in await desk.feeds.poll(None)] == [("a-feed-9",)]
    assert await desk.feeds.due_guilds() == []


async def test_two_that_poll_the_same_feed_at_once_take_each_episode_once(desk: Desk, tmp_path: Path) -> None:
    await desk.subscribe()
    other = open_desk(tmp_path, desk.server)
    await asyncio.gather(desk.poll(), other.poll())
    assert desk.episodes() == ["hive-1", "hive-2", "hive-3"]
    (feed,) = await desk.feeds.for_guild(None)
    assert (feed.indexed, feed.waiting, feed.failures) == (3, 0, 0)


async def test_what_has_not_changed_is_asked_for_by_its_tag_and_not_indexed_again(desk: Desk) -> None:
    await desk.subscribe()
    await desk.poll()
    desk.time += timedelta(days=40)
    desk.server.asked.clear()
    assert not (await desk.poll()).is_noteworthy
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
    assert (await desk.poll()).feed.without_transcript == 1
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
            desk.server.breaks_off("/feed", rss_feed(item(9)).encode()[:200])
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
        assert report.feed.next_poll
        waits.append(report.feed.next_poll - desk.time)
    assert waits[0] < waits[1] < waits[2]
    desk.shows(item(1, desk.server))
    assert (await desk.poll(due_only=False)).feed.failures == 0
    assert len(desk.episodes()) == 3


def test_pauses_double_up_to_a_day_and_mind_what_the_server_asks() -> None:
    assert timedelta(minutes=48) <= retry_delay(1) <= timedelta(minutes=72)
    assert timedelta(hours=19) <= retry_delay(500) <= timedelta(hours=29)
    assert retry_delay(1, retry_after=7200.0) == timedelta(hours=2)
    assert retry_delay(1, retry_after=10**9) == timedelta(days=1)


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
    engine = create_engine(f"sqlite:///{desk.parts.home / 'catalog.db'}")
    with engine.begin() as connection:
        connection.execute(update(feed_items).values(state="waiting", due=START, url=None, etag=None))
    engine.dispose()
    report = await desk.poll()
    assert (report.added, report.updated, desk.episodes()) == ((), (), before)


async def test_a_transcript_of_ten_thousand_brackets_fails_in_a_sentence(desk: Desk) -> None:
    desk.server.holds("/t/3.srt", "[" * 10_000 + "]" * 10_000, "application/json")
    await desk.subscribe()
    report = await desk.poll()
    assert [refused.name for refused in report.failures] == ["Bees, part 3"]
    assert report.added == ("hive-2", "hive-1")
