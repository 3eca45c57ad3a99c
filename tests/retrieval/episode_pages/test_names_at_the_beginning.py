"""Sentences that begin with a speaker's name are left out; those that begin with a longer word are not."""

import pytest

from retrieval.episode_pages.passages import begins_with_name, stands_alone
from retrieval.episode_pages.shared_subjects import _quotable
from retrieval.models import Cue, Segment
from retrieval.transcripts.segmenter import segment_sentences


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Annotations are cheap.", False),
        ("Ann-Marie built it.", False),
        ("Ann, who builds ships, is here.", True),
        ("Ann's ships are here.", True),
        ("Ann", True),
        ("Dr. Ho (Harbour) knows.", True),
    ],
)
def test_a_name_is_whole_words(text: str, begins: bool) -> None:
    assert begins_with_name(text, ("Ann", "Dr. Ho (Harbour)")) is begins


def test_nothing_begins_with_no_name() -> None:
    assert not begins_with_name("Annotations are cheap.", ())


@pytest.mark.parametrize(("first", "kept"), [("Annotations", True), ("Ann", False)])
def test_a_sentence_is_quoted_unless_a_speaker_is_its_first_word(first: str, kept: bool) -> None:
    words = f"{first} of old harbour charts showed every rock below the water."
    segment = Segment(1, (Cue(words, 0, 5, "Ann"),))
    (sentence,) = segment_sentences(segment)
    assert stands_alone(segment, sentence, 0) is kept
    assert _quotable(segment) == ([words] if kept else [])
