"""Feeds and polls in a terminal."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.cli.render.feeds import poll_summary, render_feeds, render_poll
from retrieval.feeds.advice import TEMPORARY
from retrieval.models.feeds import Feed, FeedFailure, PollReport, UnfinishedItem
from tests.bot.cli.printing import printed

FEED = Feed(
    3,
    None,
    "https://hive.example/feed",
    "The Hive",
    indexed=2,
    without_transcript=1,
    reason="Not found (404).",
)


def test_a_feed_shows_its_counts_its_url_and_its_last_error() -> None:
    assert printed(render_feeds([FEED])).splitlines() == [
        "3   The Hive · couldn't be updated · 2 indexed · 0 waiting · 1 without a transcript",
        "    https://hive.example/feed",
        "  ! Not found (404).",
        "    To try again now: podcite feed poll 3",
        "    To stop following it: podcite feed remove 3",
    ]
    assert "podcite feed add URL" in printed(render_feeds([]))


def test_an_episode_that_only_waits_is_not_marked_as_a_problem() -> None:
    due = datetime(2026, 5, 1, tzinfo=UTC)
    waits, fails = UnfinishedItem("On wax", None, 0, due), UnfinishedItem("On smoke", "Too large.", 1, due)
    feed = replace(FEED, reason=None, waiting=2)
    lines = printed(render_feeds([feed], {FEED.id: [waits, fails]})).splitlines()
    assert lines[0] == "3   The Hive · 2 indexed · 1 waiting · 1 failing · 1 without a transcript"
    lines = printed(render_feeds([FEED], {FEED.id: [waits, fails]})).splitlines()
    assert lines[-4] == "    On wax: waits for the next poll."
    assert lines[-3].startswith("  ! On smoke: Too large. Podcite will try again after ")


def test_a_paused_feed_is_not_said_to_be_tried_again() -> None:
    feed = replace(FEED, reason=f"It answered with an error (503). {TEMPORARY}")
    assert "  ! It answered with an error (503). Podcite will try again" in printed(render_feeds([feed]))
    lines = printed(render_feeds([replace(feed, paused=True)])).splitlines()
    assert lines[2:4] == ["  ! It answered with an error (503).", "    To resume: podcite feed resume 3"]


def test_a_poll_of_several_feeds_ends_with_how_many_are_down() -> None:
    down = PollReport(FEED, reason="Not found (404).")
    assert poll_summary([down, PollReport(FEED)]) == "1 of 2 feeds couldn't be updated."
    assert [poll_summary(reports) for reports in ([], [down], [PollReport(FEED)] * 2)] == ["", "", ""]


def test_a_poll_shows_what_it_did_to_each_feed_and_what_failed() -> None:
    reports = [
        PollReport(FEED, added=("hive-1", "hive-2"), updated=("hive-0",)),
        PollReport(FEED),
        PollReport(FEED, failures=(FeedFailure("Bees, part 2", "Too large."),), reason="It took too long."),
    ]
    assert printed(render_poll(reports)).splitlines() == [
        "The Hive: added hive-1, hive-2; updated hive-0.",
        "The Hive: nothing new.",
        "The Hive: 1 episode failed.",
        "  ! It took too long.",
        "  ! Bees, part 2: Too large.",
    ]


def test_of_many_episodes_that_fail_the_first_are_named() -> None:
    kept = tuple(FeedFailure(f"Bees, part {number}", "Too large.") for number in range(25))
    lines = printed(render_poll([PollReport(FEED, kept=kept)])).splitlines()
    assert lines[0] == "The Hive: 25 episodes couldn't be checked, and stay as they are."
    assert len(lines) == 22
    assert lines[-1] == "  ! and 5 more; podcite feed list names them too"


def test_a_note_on_a_copy_is_no_problem_and_names_the_terminals_commands() -> None:
    note = FeedFailure("Wax", "It is a copy: `/library remove episode:hive-3`", "hive-3")
    assert printed(render_poll([PollReport(FEED, added=("hive-3",), notes=(note,))])).splitlines() == [
        "The Hive: added hive-3.",
        "    Wax: It is a copy: `podcite index remove hive-3`",
    ]
