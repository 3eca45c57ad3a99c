"""Related episodes in a terminal."""

from bot.cli.render.pages import render_related
from retrieval.models.episode_pages import RelatedEpisode
from tests.bot.cli.printing import printed
from tests.bot.samples import BRIDLE, EPISODE, UNTIMED


def test_a_related_episode_is_shown_with_the_reason_and_both_passages() -> None:
    related = [RelatedEpisode(EPISODE, "Both speak of bridles.", UNTIMED, BRIDLE)]
    lines = printed(render_related(related)).splitlines()
    assert lines[:3] == [
        "1. Kites over the salt pans (kites)",
        "   Both speak of bridles.",
        "   here: no times in this transcript",
    ]
    assert "   there: Ines Prado · 5:50 · " in lines[5]
