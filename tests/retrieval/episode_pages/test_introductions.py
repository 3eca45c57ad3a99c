"""What can't stand on a page alone: introductions, announcements, notes of transcribers, and pictures."""

from dataclasses import replace

import pytest

from retrieval.episode_pages.introductions import introduces_somebody, needs_its_surroundings
from retrieval.episode_pages.passages import quotable_start
from retrieval.models import Cue, Segment
from retrieval.transcripts.segmenter import segment_sentences
from tests.retrieval.episode_pages.orthogonal_segments import EPISODE, page_input

TALK = page_input(*(f"Rope number {number} is of hemp." for number in range(40)))


@pytest.mark.parametrize(
    ("position", "said", "introduces"),
    [
        (2, "Most recently, Ines mended all nets of the old harbour with hemp of her own.", True),
        (2, "Bruno Quist, who has spliced ropes for kings, mends nets in the old harbour.", True),
        (2, "Hemp from the north is dearer than any other, and it lasts for twenty winters.", False),
        (30, "Most recently, Ines mended all nets of the old harbour with hemp of her own.", False),
    ],
)
def test_only_an_opening_introduces_its_people(position: int, said: str, introduces: bool) -> None:
    talk = replace(TALK, episode=replace(EPISODE, guests=("Ines Mora",)))
    assert introduces_somebody(talk, position, said) is introduces


@pytest.mark.parametrize(
    "said",
    [
        "The hemp was [inaudible 00:11:02] wet before the rain.",
        "If you scroll down a bit, the dear ropes come first.",
        "I'm going to give you two quick examples of ropes.",
        "Last but certainly not least, we have the hemp.",
        "Walter, you are the rigger who splices ropes.",
        "That is how we splice ropes, Walter.",
    ],
)
def test_what_leans_on_its_surroundings_is_told(said: str) -> None:
    assert needs_its_surroundings(said)


@pytest.mark.parametrize(
    "said",
    [
        "Riggers give hemp two years, and cotton, which is soft, gets one.",
        "You can scroll through the list of all harbours in an evening.",
        "We went to Rostock, and the ropes there are of hemp.",
    ],
)
def test_what_stands_alone_is_left_in(said: str) -> None:
    assert not needs_its_surroundings(said)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("We, we have the oldest ropes.", "we have"),
        ("I, um, the best rope is of hemp.", "the best"),
        ("Um, the the hemp is wet before it rains.", "the hemp"),
        ("Hemp, wet hemp, is heavy.", "Hemp, wet"),
    ],
)
def test_a_quote_begins_after_the_first_attempt_at_its_sentence(said: str, start: str) -> None:
    segment = Segment(1, (Cue(said),))
    found = quotable_start(segment, segment_sentences(segment)[0])
    assert found is not None
    assert said[found:].startswith(start)


def test_who_says_where_she_works_introduces_herself() -> None:
    said = "I am Rope Lead at Northquay, and the old harbour is a good place for riggers."
    assert introduces_somebody(TALK, 3, said)
    assert not introduces_somebody(TALK, 30, said)
