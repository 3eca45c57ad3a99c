"""`feed` on a small library, with a loopback server in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.cli.conftest import RunPodcite
from tests.retrieval.feeds import feed_server
from tests.retrieval.feeds.feed_server import FeedServer, item, rss_feed, serving
from tests.retrieval.indexing import transcript


@pytest.fixture
def server() -> Iterator[FeedServer]:
    loop, ready, servers = asyncio.new_event_loop(), threading.Event(), list[FeedServer]()
    done = asyncio.Event()

    async def serve() -> None:
        async with serving() as server:
            servers.append(server)
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield servers[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


@pytest.fixture
def feed(
    server: FeedServer, podcite: RunPodcite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunPodcite:
    """The command `feed`, on a library that trusts a server with a feed of two episodes."""
    monkeypatch.setenv("PODCITE_TRUSTED_HOSTS", f"feeds.lan, {server.host}")
    for number in (1, 2):
        server.holds(f"/t/{number}.srt", transcript(f"bees {number}"))
    server.holds("/feed", rss_feed(item(2, server), item(1, server)), feed_server.FEED)
    return lambda *arguments: podcite("--home", tmp_path / "home", "feed", *arguments)


@pytest.mark.slow
def test_a_feed_is_added_polled_listed_paused_resumed_and_removed(
    feed: RunPodcite, server: FeedServer
) -> None:
    added = feed("add", server.url("/feed"), "--latest", "1")
    assert added.lines == ["The Hive is now feed 1: 2 of its 2 episodes have a transcript."]
    assert "already followed, as feed 1" in feed("add", server.url("/feed")).out

    assert feed("poll").lines == ["The Hive: added hive-2."]
    assert feed("poll", "--due").lines == ["No feed is due."]
    assert feed("poll", "1", "--json").document == [
        {
            "feed": 1,
            "show": "The Hive",
            "added": [],
            "updated": [],
            "removed": [],
            "failures": [],
            "reason": None,
        }
    ]

    (listed,) = feed("list", "--json").document
    assert (listed["indexed"], listed["left_out"], listed["url"]) == (1, 1, server.url("/feed"))
    assert feed("pause", "1").lines == ["The Hive is paused."]
    assert "1 indexed · 0 waiting · 1 older ones skipped · paused" in feed("list").lines[0]
    assert feed("resume", "1").status == 0
    assert "its episodes stay" in feed("remove", "1").out
    assert "No feeds are followed yet" in feed("list").out


@pytest.mark.slow
def test_what_fails_is_told_and_ends_with_one(feed: RunPodcite, server: FeedServer) -> None:
    server.fails("/t/2.srt", 500)
    feed("add", server.url("/feed"))
    polled = feed("poll")
    assert polled.status == 1
    assert polled.lines[0] == "The Hive: added hive-1."
    assert "Bees, part 2: 127.0.0.1 answered with an error (500)" in polled.lines[1]

    refused = feed("pause", "9")
    assert (refused.status, refused.out) == (1, "")
    assert "no feed 9" in refused.err
    assert feed("add", "https://10.0.0.1/feed").status == 1


def test_a_list_of_feeds_is_imported(feed: RunPodcite, server: FeedServer, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    outlines = "".join(
        f'<outline text="{name}" xmlUrl="{server.url(f"/{name}")}"/>' for name in ("feed", "none")
    )
    opml.write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    imported = feed("import", opml)
    assert (imported.status, len(imported.lines)) == (1, 1)
    assert imported.err.startswith("none: 127.0.0.1 has no feed at that address")
