from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import create_engine, update

from retrieval.catalog.feed_tables import feed_items
from retrieval.concurrency import Threads
from retrieval.errors import FeedError, LibraryError
from retrieval.feeds.subscriptions import Subscriptions
from retrieval.fetching.artwork import ArtworkStore
from retrieval.fetching.fetcher import Fetcher
from retrieval.models import Details, Presentation, Scope
from tests.retrieval.feeds.feed_library import RED, START, FeedLibrary
from tests.retrieval.feeds.feed_server import item, rss_feed
from tests.retrieval.indexing import transcript


@pytest.mark.slow
async def test_what_a_moderator_went_back_to_stays_until_the_feed_says_another(library: FeedLibrary) -> None:
    """Its server sends no ETag, so that every poll reads the same bytes again."""
    await library.subscribe()
    library.server.plain("/t/1.srt", transcript("queens"))
    await library.poll()
    library.server.plain("/t/1.srt", transcript("drones"))
    library.time += timedelta(days=40)
    assert (await library.poll()).updated == ("hive-1",)
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-1"))
    library.parts.indexer.roll_back(episode)

    library.set_items(
        item(3, library.server), item(2, library.server), item(1, library.server, title="Queens")
    )
    library.time += timedelta(days=40)
    assert (await library.poll()).updated == ("hive-1",)
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-1"))
    assert episode.title == "Queens"
    assert "queens" in library.parts.catalog.transcript(episode.generation)[0].text
    library.server.plain("/t/1.srt", transcript("workers"))
    library.time += timedelta(days=40)
    assert (await library.poll()).updated == ("hive-1",)
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-1"))
    assert "workers" in library.parts.catalog.transcript(episode.generation)[0].text


@pytest.mark.slow
async def test_an_item_replaces_no_episode_of_its_title_that_is_from_elsewhere(library: FeedLibrary) -> None:
    by_hand = Details(show="The Hive", title="Bees, part 1")
    library.parts.indexer.add(transcript("by hand"), by_hand, name="bees.srt")
    await library.subscribe()
    assert len((await library.poll()).added) == 3
    assert "by hand" in library.parts.texts("bees-part-1")[0]
    assert len(library.parts.catalog.episodes(Scope())) == 4


@pytest.mark.slow
async def test_an_item_of_a_feed_that_is_followed_again_renews_its_own_episode(library: FeedLibrary) -> None:
    feed = await library.subscribe()
    await library.poll()
    await library.feeds.remove(None, feed)
    library.server.plain("/t/1.srt", transcript("drones"))
    await library.subscribe()
    await library.poll()
    assert "drones" in library.parts.texts("hive-1")[0]
    assert len(library.parts.catalog.episodes(Scope())) == 3


@pytest.mark.slow
async def test_a_server_that_says_nothing_changed_though_nothing_was_known_is_a_failure(
    library: FeedLibrary,
) -> None:
    library.server.fails("/t/2.srt", 304)
    await library.subscribe()
    report = await library.poll()
    assert sorted(report.added) == ["hive-1", "hive-3"]
    assert [(each.name, "(304)" in each.reason) for each in report.failures] == [("Bees, part 2", True)]
    assert (report.feed.indexed, report.feed.waiting) == (2, 1)


@pytest.mark.slow
async def test_an_item_whose_transcript_is_gone_from_the_feed_keeps_its_episode(library: FeedLibrary) -> None:
    await library.subscribe()
    await library.poll()
    library.set_items(item(3, library.server), item(2, library.server), item(1))
    library.time += timedelta(days=40)
    report = await library.poll()
    assert (report.failures, report.feed.indexed) == ((), 3)


@pytest.mark.slow
async def test_what_nobody_foresaw_of_one_item_keeps_no_other_from_its_turn(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add = library.parts.indexer.add

    def odd(*args: Any, **more: Any) -> Any:
        if more["name"].endswith("/t/3.srt"):
            raise ZeroDivisionError
        return add(*args, **more)

    await library.subscribe()
    with monkeypatch.context() as context:
        context.setattr(library.parts.indexer, "add", odd)
        report = await library.poll()
    assert sorted(report.added) == ["hive-1", "hive-2"]
    assert [each.reason for each in report.failures] == [
        "Something unexpected went wrong; the log has the reason."
    ]
    assert "could not be taken" in caplog.text


@pytest.mark.slow
async def test_a_corrected_transcript_and_a_corrected_title_renew_the_episode(library: FeedLibrary) -> None:
    await library.subscribe()
    await library.poll()
    library.set_transcript(1, "bumblebees")
    library.set_items(
        item(3, library.server), item(2, library.server, title="Bees in winter"), item(1, library.server)
    )
    library.time += timedelta(days=40)
    assert sorted((await library.poll()).updated) == ["hive-1", "hive-2"]
    titles = {each.id: each.title for each in library.parts.catalog.episodes(Scope())}
    assert titles["hive-2"] == "Bees in winter"
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-1"))
    assert "bumblebees" in library.parts.catalog.transcript(episode.generation)[0].text
    assert len(library.episodes()) == 3


@pytest.mark.slow
async def test_a_transcript_that_comes_later_is_taken_then(library: FeedLibrary) -> None:
    library.set_items(item(1))
    await library.subscribe(latest=0)
    assert (await library.poll()).feed.without_transcript == 1
    library.set_items(item(1, library.server))
    library.time += timedelta(hours=2)
    assert (await library.poll()).added == ("hive-1",)


@pytest.mark.slow
async def test_an_item_that_fails_stops_no_other_and_is_tried_again_later(library: FeedLibrary) -> None:
    library.server.fails("/t/3.srt", 500)
    library.server.holds("/t/2.srt", "<html><body>Sign in</body></html>", "text/html")
    await library.subscribe()
    report = await library.poll()
    assert report.added == ("hive-1",)
    reasons = {refused.name: refused.reason for refused in report.failures}
    assert "an error (500)" in reasons["Bees, part 3"]
    assert "web page" in reasons["Bees, part 2"]
    assert report.feed.waiting == 2

    library.set_transcript(3, "bees 3")
    assert await library.feeds.poll(None) == []
    library.time += timedelta(hours=1, minutes=30)
    report = await library.poll()
    assert (report.added, len(report.failures)) == (("hive-3",), 1)


@pytest.mark.slow
async def test_another_transcript_of_the_item_is_taken_where_the_best_can_not_be_had(
    library: FeedLibrary,
) -> None:
    both = f'<podcast:transcript url="{library.server.url("/gone.vtt")}" type="text/vtt"/>'
    library.set_items(item(1, library.server, more=both))
    await library.subscribe()
    assert (await library.poll()).added == ("hive-1",)
    assert "/gone.vtt" in library.server.asked


@pytest.mark.slow
async def test_a_library_that_can_not_be_written_ends_the_poll_and_blames_no_item(
    library: FeedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise LibraryError("The disk is full.")

    await library.subscribe()
    with monkeypatch.context() as context:
        context.setattr(library.parts.indexer, "add", full)
        report = await library.poll()
    assert (report.reason, report.failures, report.feed.waiting) == ("The disk is full.", (), 3)
    assert len((await library.poll()).added) == 3


@pytest.mark.slow
async def test_a_process_killed_after_indexing_makes_the_same_episode_again(library: FeedLibrary) -> None:
    await library.subscribe()
    await library.poll()
    before = library.episodes()
    engine = create_engine(f"sqlite:///{library.parts.home / 'catalog.db'}")
    with engine.begin() as connection:
        connection.execute(update(feed_items).values(state="waiting", due=START, url=None, etag=None))
    engine.dispose()
    report = await library.poll()
    assert (report.added, report.updated, library.episodes()) == ((), (), before)


@pytest.mark.slow
async def test_a_transcript_of_ten_thousand_brackets_fails_in_a_sentence(library: FeedLibrary) -> None:
    library.server.holds("/t/3.srt", "[" * 10_000 + "]" * 10_000, "application/json")
    await library.subscribe()
    report = await library.poll()
    assert [refused.name for refused in report.failures] == ["Bees, part 3"]
    assert report.added == ("hive-2", "hive-1")


@pytest.mark.slow
async def test_an_item_that_asks_not_to_be_listed_is_not_indexed_and_the_feed_says_so(
    library: FeedLibrary,
) -> None:
    blocked = item(2, library.server, more="<itunes:block>Yes</itunes:block>")
    library.set_items(item(3, library.server), blocked, item(1, library.server))
    await library.subscribe()
    assert (await library.poll()).added == ("hive-3", "hive-1")
    (feed,) = await library.feeds.for_guild(None)
    assert feed.reason == "1 episode asks not to be listed (itunes:block), and is left out."
    library.set_items(item(3, library.server), item(2, library.server), item(1, library.server))
    assert (await library.poll(due_only=False)).added == ("hive-2",)
    assert (await library.feeds.for_guild(None))[0].reason is None


async def test_a_feed_that_asks_not_to_be_listed_is_not_indexed(library: FeedLibrary) -> None:
    await library.subscribe()
    page = rss_feed(item(1, library.server)).replace("<item>", "<itunes:block>yes</itunes:block><item>", 1)
    library.server.holds("/feed", page, "text/xml")
    assert (await library.poll(due_only=False)).added == ()
    assert (await library.poll(due_only=False)).added == ()
    (feed,) = await library.feeds.for_guild(None)
    assert "asks not to be listed" in (feed.reason or "")
    with pytest.raises(FeedError, match="asks not to be listed"):
        await library.subscribe(guild=RED)
    assert library.episodes() == []


async def test_what_a_feed_shows_of_an_episode_is_kept_with_it(library: FeedLibrary, tmp_path: Path) -> None:
    stream = BytesIO()
    Image.new("RGB", (600, 600), "red").save(stream, "PNG")
    library.server.holds("/hive.png", stream.getvalue(), "image/png")
    artwork = ArtworkStore(tmp_path / "artwork")
    fetcher = Fetcher([library.server.host])
    library.feeds = Subscriptions(
        library.parts.catalog,
        fetcher,
        lambda: library.parts.indexer,
        Threads(),
        now=lambda: library.time,
        artwork=artwork,
    )
    more = (
        "<description>&lt;p&gt;How &lt;b&gt;bees&lt;/b&gt; build.&lt;/p&gt;</description>"
        '<itunes:image href="/hive.png"/><podcast:license>cc-by-4.0</podcast:license>'
    )
    library.set_items(item(1, library.server, more=more))
    await library.subscribe()
    await library.poll()
    (made,) = library.parts.catalog.indexed_episodes(None, id="hive-1")
    url = library.server.url("/hive.png")
    assert made.presentation == Presentation("How bees build.", url, "cc-by-4.0")
    assert artwork.find(url)
