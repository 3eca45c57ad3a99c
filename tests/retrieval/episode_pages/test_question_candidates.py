"""Which questions are picked, and in which order they are tried."""

import numpy

from retrieval.episode_pages import question_candidates as candidates
from retrieval.episode_pages.question_candidates import QuestionCandidate
from retrieval.episode_pages.questions import MAX_QUESTIONS
from tests.retrieval.episode_pages.orthogonal_segments import page_input


def test_the_same_question_in_other_words_is_asked_once() -> None:
    already = ["How do you dry the nets after a storm?"]
    assert candidates.repeats_question("How are nets dried after storms?", already)
    assert not candidates.repeats_question("How do you mend a broken mast?", already)


def test_a_question_that_does_not_lead_back_to_its_passage_is_left_out() -> None:
    lost = QuestionCandidate("Why does the bell ring at noon in winter?", 0, 5, 2.0)
    many = page_input(*["The bell rings."] * 9)
    here = numpy.eye(9, dtype=numpy.float32)[:1]
    away = numpy.asarray([[0.4, 0.0, 0.0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]], dtype=numpy.float32)

    assert [each.question for each in candidates.select_self_contained([lost], many, here)] == [lost.question]
    assert candidates.select_self_contained([lost], many, away) == []


def test_every_part_of_an_episode_has_its_turn_before_any_has_its_second() -> None:
    early = [QuestionCandidate(f"Early {n}?", 0, 0, 5.0 - n) for n in range(3)]
    late = QuestionCandidate("Late?", 99, 0, 0.1)
    assert [each.question for each in candidates.spread_over_episode([*early, late], MAX_QUESTIONS)] == [
        "Early 0?",
        "Late?",
        "Early 1?",
        "Early 2?",
    ]
