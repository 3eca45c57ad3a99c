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
    added = feed("add", server.url("/feed"), "--latest", "1", "--later")
    assert added.lines == [
        "The Hive is now feed 1: 2 of its 2 episodes have a transcript.",
        "Nothing is indexed yet. To do that now: podcite feed poll 1",
    ]
    again = feed("add", server.url("/feed"))
    assert "already followed, as feed 1" in again.lines[0]
    assert again.lines[1] == "To look for new episodes now: podcite feed poll 1"

    assert feed("poll").lines == ["The Hive: added hive-2 (“Bees, part 2”)."]
    assert feed("poll", "--due").lines == ["No feed is due."]
    assert feed("poll", "1", "--json").document == [
        {
            "feed": 1,
            "show": "The Hive",
            "added": [],
            "updated": [],
            "removed": [],
            "failures": [],
            "kept": [],
            "reason": None,
        }
    ]

    (listed,) = feed("list", "--json").document
    assert (listed["indexed"], listed["left_out"], listed["url"]) == (1, 1, server.url("/feed"))
    assert feed("pause", "the hive").lines == [
        "The Hive is paused: it isn't checked for new episodes, and its episodes stay. To resume: podcite "
        "feed resume 1"
    ]
    assert "1 indexed · 0 waiting · 1 older ones skipped · paused" in feed("list").lines[0]
    paused = "The Hive: paused, so it was not checked. To resume: podcite feed resume 1"
    assert feed("poll").lines == feed("poll", "1").lines == [paused]
    assert feed("list").lines[-1] == "    To resume: podcite feed resume 1"
    assert feed("add", server.url("/feed")).lines[1] == (
        "It is paused, so it isn't checked. To resume: podcite feed resume 1"
    )
    assert feed("resume", "hive").lines == ["The Hive is resumed. To check it now: podcite feed poll 1"]
    assert "its episodes stay" in feed("remove", "The Hive").out
    for command in ("list", "poll"):
        assert feed(command).lines == ["No feeds are followed yet; add one with: podcite feed add URL"]


@pytest.mark.slow
def test_what_fails_is_told_and_ends_with_one(feed: RunPodcite, server: FeedServer) -> None:
    server.fails("/t/2.srt", 500)
    added = feed("add", server.url("/feed"))
    assert added.status == 1
    assert added.lines[1] == "The Hive: added hive-1 (“Bees, part 1”); 1 episode failed."
    assert "Bees, part 2: 127.0.0.1 answered with an error (500)" in added.lines[2]
    polled = feed("poll")
    assert (polled.status, polled.lines[0]) == (1, "The Hive: 1 episode failed.")
    assert polled.lines[-1] == "To try again: podcite feed poll"
    failed = "Bees, part 2: 127.0.0.1 answered with an error (500)"
    listed = feed("list").lines
    assert failed in listed[2]
    assert "Podcite will try again after " in listed[2]
    assert listed[3] == "    To try again now: podcite feed poll 1"
    ((unfinished,),) = (listed["unfinished"] for listed in feed("list", "--json").document)
    assert (unfinished["title"], unfinished["failures"], unfinished["indexed"]) == ("Bees, part 2", 2, False)
    assert "(500)" in unfinished["reason"]

    refused = feed("pause", "9")
    assert (refused.status, refused.out) == (1, "")
    assert "no feed 9" in refused.err
    assert "did you mean '1' (The Hive)?" in feed("pause", "The Hiev").err
    private = feed("add", "https://10.0.0.1/feed")
    assert private.status == 1
    assert "PODCITE_TRUSTED_HOSTS" in private.err


def test_a_list_of_feeds_is_imported(feed: RunPodcite, server: FeedServer, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    outlines = "".join(
        f'<outline text="{name}" xmlUrl="{server.url(f"/{name}")}"/>' for name in ("feed", "none")
    )
    opml.write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    imported = feed("import", opml)
    assert (imported.status, len(imported.lines)) == (1, 1)
    assert imported.err.startswith("none: 127.0.0.1 has no feed at that address")


@pytest.mark.slow
def test_a_new_feed_is_indexed_at_once_and_names_the_next_step(feed: RunPodcite, server: FeedServer) -> None:
    added = feed("add", server.url("/feed"))
    assert added.status == 0
    assert added.lines == [
        "The Hive is now feed 1: 2 of its 2 episodes have a transcript.",
        "The Hive: added hive-2 (\u201cBees, part 2\u201d), hive-1 (\u201cBees, part 1\u201d).",
        'Next: podcite ask "YOUR QUESTION" --show the-hive. For new episodes later: podcite feed poll',
    ]


@pytest.mark.slow
def test_a_corrected_transcript_of_an_old_episode_is_taken_when_somebody_asks(
    feed: RunPodcite, server: FeedServer
) -> None:
    feed("add", server.url("/feed"))
    server.holds("/t/1.srt", transcript("wasps"))
    assert feed("poll").lines == ["The Hive: nothing new."]  # it is old: the schedule has time
    assert feed("poll", "--all").lines == ["The Hive: updated hive-1 (\u201cBees, part 1\u201d)."]
    server.holds("/t/1.srt", transcript("hornets"))
    assert feed("poll", "hive").lines == ["The Hive: updated hive-1 (\u201cBees, part 1\u201d)."]
    assert feed("poll", "--all", "--due").status == 2


@pytest.mark.slow
def test_an_episode_that_was_moved_and_a_renamed_show_stay_so(
    feed: RunPodcite, podcite: RunPodcite, server: FeedServer, tmp_path: Path
) -> None:
    home = ("--home", tmp_path / "home")
    feed("add", server.url("/feed"))
    assert podcite(*home, "show", "move", "hive-1", "Wasps", "--new").status == 0
    assert podcite(*home, "show", "rename", "hive", "Bee Talk").status == 0
    for number in (1, 2):
        server.holds(f"/t/{number}.srt", transcript(f"wasps {number}"))
    server.holds("/t/3.srt", transcript("bumblebees"))
    items = (item(number, server) for number in (3, 2, 1))
    server.holds("/feed", rss_feed(*items), feed_server.FEED)
    assert feed("poll", "bee talk").status == 0
    shows = {one["episode"]: one["show_title"] for one in podcite(*home, "episodes", "--json").document}
    assert shows == {"hive-1": "Wasps", "hive-2": "Bee Talk", "bee-talk-3": "Bee Talk"}


@pytest.mark.slow
def test_a_show_that_was_emptied_is_filled_again_by_its_feed(
    feed: RunPodcite, podcite: RunPodcite, server: FeedServer, tmp_path: Path
) -> None:
    home = ("--home", tmp_path / "home")
    feed("add", server.url("/feed"))
    assert "left" not in podcite(*home, "show", "move", "hive-1", "Wasps", "--new").out
    emptied = podcite(*home, "show", "move", "hive-2", "wasps").out
    assert emptied.endswith(
        "The Hive has no episodes left, but its feed still adds new ones to it. If they belong to Wasps too, "
        "merge The Hive into Wasps.\n"
    )
    assert podcite(*home, "show", "list").lines == [
        "the-hive  The Hive · 0 episodes · 1 feed",
        "wasps     Wasps · 2 episodes",
    ]
    server.holds("/t/3.srt", transcript("bumblebees"))
    server.holds("/feed", rss_feed(item(3, server), item(2, server), item(1, server)), feed_server.FEED)
    assert feed("poll").lines == ["The Hive: added hive-3 (“Bees, part 3”)."]
    assert "the-hive  The Hive · 1 episode · 1 feed" in podcite(*home, "show", "list").lines
    assert podcite(*home, "show", "move", "hive-3", "wasps").out.endswith("merge The Hive into Wasps.\n")
    merged = podcite(*home, "show", "merge", "hive", "wasps")
    assert merged.out == (
        "The Hive is now part of Wasps. Its feed now adds new ones there. The earlier name still finds the "
        "show.\n"
    )
    server.holds("/t/4.srt", transcript("drones"))
    server.holds("/feed", rss_feed(item(4, server), item(3, server)), feed_server.FEED)
    assert feed("poll").lines == ["Wasps: added wasps-4 (“Bees, part 4”)."]


@pytest.mark.slow
def test_what_is_indexed_is_not_called_failed_where_it_can_not_be_checked(
    feed: RunPodcite, server: FeedServer
) -> None:
    feed("add", server.url("/feed"))
    server.fails("/t/2.srt", 404)
    for command in (("poll", "--all"), ("poll", "hive")):
        polled = feed(*command)
        assert (polled.status, polled.lines[0]) == (
            1,
            "The Hive: 1 episode couldn't be checked, and stays as it is.",
        )
        assert polled.lines[1].startswith("  ! Bees, part 2: 127.0.0.1 has no transcript at that address")
    assert polled.lines[2] == "To try again: podcite feed poll 1"
    (document,) = feed("poll", "--all", "--json").document
    assert ([kept["title"] for kept in document["kept"]], document["failures"]) == (["Bees, part 2"], [])
    listed = feed("list").lines
    assert listed[0] == "1   The Hive · 2 indexed · 0 waiting"
    assert " Its indexed text stays. Podcite will try again after " in listed[2]

    # While the feed itself can't be loaded, none of its episodes is looked at.
    server.fails("/feed", 503)
    server.asked.clear()
    polled = feed("poll", "--all")
    assert polled.lines[0] == "The Hive: couldn't be updated; its 2 indexed episodes stay as they are."
    assert "(503)" in polled.lines[1]
    assert polled.lines[2:] == ["To try again: podcite feed poll --all"]
    assert set(server.asked) == {"/feed"}


@pytest.mark.slow
def test_a_new_feed_without_anything_to_index_names_what_helps(feed: RunPodcite, server: FeedServer) -> None:
    server.holds("/none", rss_feed(title="Silence"), feed_server.FEED)
    assert feed("add", server.url("/none")).lines == [
        "Silence is now feed 1: it has no episodes yet.",
        "To look for new episodes now: podcite feed poll 1",
    ]
    server.holds("/silent", rss_feed(item(9), title='Bees "n" Wasps'), feed_server.FEED)
    silent = feed("add", server.url("/silent"))
    assert (silent.status, silent.lines[1]) == (
        0,
        "Only episodes with a transcript can be indexed. To add transcripts of your own: podcite index add "
        "PATH --show 'Bees \"n\" Wasps'",
    )
    server.holds("/lost", rss_feed(item(9, server), title="Lost"), feed_server.FEED)
    lost = feed("add", server.url("/lost"))
    assert (lost.status, lost.lines[1]) == (1, "Lost: 1 episode failed.")
    assert lost.lines[-1] == (
        "Nothing is indexed yet, because indexing failed. To try again: podcite feed poll 3"
    )
