"""What follows the report of added files."""

from bot.cli.render.reports import guess_hints
from retrieval.models import IndexReport


def guessed(episode: str, show: str) -> IndexReport:
    return IndexReport(episode, "added", 1, show=show, guessed_show=True)


def test_several_guessed_shows_of_one_folder_may_be_one_but_nobody_guesses_which() -> None:
    one = [guessed("kilns-1", "Kilns"), guessed("kilns-2", "Kilns")]
    assert guess_hints(one) == [
        'If the show isn\'t called Kilns, rename it: podcite show rename "Kilns" "TITLE OF THE SHOW"'
    ]
    two = [*one, guessed("glazes-1", "Glazes")]
    assert guess_hints(two, of_one_folder=True)[-1] == (
        "If some of these are one show, merge them: podcite show merge SHOW INTO"
    )
    assert not any("merge" in hint for hint in guess_hints(two))


def test_several_episodes_of_no_known_show_can_be_named_at_once() -> None:
    reports = [guessed("ebb", "Unsorted"), guessed("flow", "Unsorted")]
    assert guess_hints(reports) == [
        "It isn't known which show this belongs to. To put an episode into a show: "
        'podcite show move ebb "TITLE OF THE SHOW" --new',
        "If everything in Unsorted belongs to one show, rename it: "
        'podcite show rename "Unsorted" "TITLE OF THE SHOW"',
    ]
    assert len(guess_hints(reports[:1])) == 1
