"""Which of the questions that are asked in an episode are shown."""

from dataclasses import replace

import pytest

from retrieval.answering.citations import cite
from retrieval.episode_pages.questions import cites_new_segment, replied_questions
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.models import Cue, Segment
from retrieval.models.episode_pages import EpisodeQuestion
from tests.retrieval.episode_pages.orthogonal_segments import EPISODE, page_input


def test_a_question_that_shows_nothing_new_is_left_out() -> None:
    talk = page_input("Nets tear in winter.", "Ropes last for ever.")
    one, other = (
        EpisodeQuestion("Why?", (cite(EPISODE, segment, segment.text),)) for segment in talk.segments
    )
    assert cites_new_segment(other, [one])
    assert not cites_new_segment(one, [one, other])


def turns(*said: tuple[str, str]) -> tuple[Segment, ...]:
    return tuple(Segment(at, (Cue(text, 0.0, 9.0, speaker),)) for at, (speaker, text) in enumerate(said, 1))


ASKED = "Why do herring nets tear in winter storms?"
REPLY = (
    "Because the cork lines of a herring net freeze in a winter storm, and what freezes breaks in the swell."
)


def shown(*said: tuple[str, str]) -> list[str]:
    """Return the questions that are shown of what speakers say."""
    segments = turns(*said)
    embed = load_embedding_model(DEFAULT_MODEL).embed
    vectors = embed([segment.text for segment in segments])
    talk = replace(page_input("x"), segments=segments, vectors=vectors)
    return [question.question for _, question in replied_questions(talk, embed)]


def test_a_question_is_shown_with_what_another_replies_to_it() -> None:
    assert shown(("Mira", ASKED), ("Ida", REPLY)) == [ASKED]


@pytest.mark.parametrize(
    "reply",
    [
        "Yeah, they do.",
        "Our parish church has a new organ, which was built in Leipzig and came here by train last year.",
        "I have no idea why herring nets tear in winter storms, and neither does anybody else up here.",
    ],
)
def test_a_question_whose_reply_is_none_is_not_shown(reply: str) -> None:
    assert shown(("Mira", ASKED), ("Ida", reply)) == []


def test_a_host_does_not_answer_beside_a_guest() -> None:
    talk = [("Mira", "Do you fish? Do you sail?"), ("Ida", f"I do. {REPLY} {REPLY}")] * 3
    assert shown(*talk, ("Ida", ASKED), ("Mira", REPLY)) == []
    assert shown(*talk, ("Mira", ASKED), ("Ida", REPLY)) == [ASKED]
