"""Episodes and the status in a terminal."""

from datetime import UTC, datetime

from bot.cli.render.library import render_episodes, render_status
from retrieval.models import Status
from tests.bot.cli.printing import printed
from tests.bot.samples import EPISODE


def test_an_episode_is_one_line_that_begins_with_its_id() -> None:
    assert printed(render_episodes([EPISODE])) == (
        "kites  Kites over the salt pans · High Lines · 2024-05-06 · 1:02:03 · 42 segments\n"
    )
    assert "podcite index add" in printed(render_episodes([]))


def test_the_status_says_what_is_wrong() -> None:
    status = Status(
        1,
        2,
        3,
        "local:all-MiniLM-L6-v2",
        384,
        4_200_000,
        datetime(2024, 1, 2, tzinfo=UTC),
        ("The disk is full.",),
    )
    shown = printed(render_status(status))
    assert "Segments      3\n" in shown
    assert "On disk       4.2 MB\n" in shown
    assert "! The disk is full.\n" in shown
