"""Segments in a terminal."""

from bot.cli.render.transcripts import render_hits, render_segment, render_transcript
from retrieval.models import Cue, Segment
from tests.bot.cli.printing import printed
from tests.bot.samples import EPISODE, HIT, TURNS


def test_a_segment_shows_its_turns_and_marks_a_guess() -> None:
    assert printed(render_transcript(EPISODE, (TURNS,), at=12)).splitlines() == [
        "Kites over the salt pans (kites)",
        "",
        "▶ Segment 12 · 5:50",
        "  Ines Prado: The bridle sets the angle.",
        "  probably Oskar Lind: Always?",
        "  Ines Prado: Nearly always.",
    ]


def test_an_estimated_time_is_marked() -> None:
    cues = Cue("Well, hello.", 248.0, 252.0, estimated=True), Cue("So.", 252.0, 255.0)
    assert printed(render_segment(Segment(1, cues))).splitlines()[0] == "Segment 1 · ≈ 4:08"
    assert printed(render_segment(Segment(2, cues[1:]))).splitlines()[0] == "Segment 2 · 4:12"


def test_a_search_shows_each_segment_under_its_episode() -> None:
    assert printed(render_hits([HIT])).splitlines()[:2] == [
        "Kites over the salt pans (kites)",
        "Segment 12 · 5:50",
    ]
    assert printed(render_hits([])) == "No passage matches that.\n"
