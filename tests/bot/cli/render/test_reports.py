"""What follows the report of added files."""

from bot.cli.render.reports import guess_hints
from retrieval.models import IndexReport


def guessed(episode: str, show: str) -> IndexReport:
    return IndexReport(episode, "added", 1, show=show, guessed_show=True)


def test_several_guessed_shows_may_be_one_and_are_merged_then() -> None:
    one = [guessed("kilns-1", "Kilns"), guessed("kilns-2", "Kilns")]
    assert guess_hints(one) == [
        'If the show isn\'t called Kilns, rename it: podcite show rename "Kilns" "TITLE OF THE SHOW"'
    ]
    assert guess_hints([*one, guessed("glazes-1", "Glazes")])[-1] == (
        'If these are one show, merge them, one after another: podcite show merge "Glazes" "Kilns"'
    )
