"""An interviewer's questions are told from what is said to them where nobody is named."""

import pytest

from retrieval.models import Cue, Segment
from retrieval.transcripts.interviewers import asks, interviewer_sentences
from retrieval.transcripts.segmenter import segment_sentences


def said_by_interviewer(*lines: str) -> list[str]:
    segment = Segment(1, tuple(Cue(line) for line in lines))
    spans = segment_sentences(segment)
    return [spans[at].text for at in sorted(interviewer_sentences(segment))]


def test_with_marks_of_turns_the_whole_turn_that_asks_is_the_interviewers() -> None:
    asked = "So you kept the lamp for years. It must be lonely.", "What do you do all night?"
    found = said_by_interviewer(
        "It was my father's lamp.", f"- {asked[0]}", asked[1], "- I read. What else is there? I read."
    )
    assert found == ["So you kept the lamp for years.", "It must be lonely.", asked[1], "What else is there?"]


def test_without_marks_a_question_and_what_leads_up_to_it_are_the_interviewers() -> None:
    found = said_by_interviewer(
        "The lamp burns oil.",
        "You wrote about that lamp once.",
        "Oil lamps are rare now.",
        "Why do you keep it?",
        "It never fails me.",
        "The new ones do.",
    )
    assert found == ["You wrote about that lamp once.", "Oil lamps are rare now.", "Why do you keep it?"]


def test_what_stands_between_two_questions_answers_the_first() -> None:
    found = said_by_interviewer("Is it oil?", "Yes, it burns whale oil.", "Does it smell of anything?")
    assert found == ["Is it oil?", "Does it smell of anything?"]


def test_in_talk_without_punctuation_questions_are_known_by_their_words() -> None:
    found = said_by_interviewer(
        "you have been a keeper of this lamp for longer than anybody on the whole coast of this country",
        "can you describe what a night with the lamp is like when the weather is bad out there",
        "i think it is a quiet thing mostly i carry the oil up the stairs and then i read a book",
    )
    assert len(found) == 2
    assert not any("carry the oil" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("sentence", "is_question"),
    [
        ("Why do you keep it?", True),
        ("That's the big benefit, right?", False),
        ("let me ask you about the lamp", True),
        ("You said it burns oil.", False),
        ("the things that you see from up there are hard to describe", False),
    ],
)
def test_who_asks_wants_an_answer(sentence: str, is_question: bool) -> None:
    assert asks(sentence) == is_question


def test_a_long_text_is_read_at_once() -> None:
    assert said_by_interviewer("what do you " * 2000) != []
