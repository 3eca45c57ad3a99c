"""Questions as they are spoken, and as they are shown."""

from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.episode_pages.host_questions import find_host_questions
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.question_candidates import (
    QuestionCandidate,
    repeats_question,
    select_self_contained,
    spread_over_episode,
)
from retrieval.episode_pages.question_cleaning import clean_question, extract_question, standalone_score
from retrieval.episode_pages.questions import MAX_QUESTIONS, answered_question, cites_new_segment
from retrieval.episode_pages.subject_questions import ask_about_subjects
from retrieval.models import Answer, Cue, Episode, Segment, Sentence, Show
from retrieval.models.episode_pages import EpisodeQuestion

EPISODE = Episode(1, "nets", Show(1, "harbour", "Harbour"), "Nets", 1, 3)


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ("So, um, what is a tide table made of?", "What is a tide table made of?"),
        ("And, you know, how do you, like, dry the nets?", "How do you dry the nets?"),
        ("What is what is the oldest lighthouse?", "What is the oldest lighthouse?"),
        ("I wanted to ask, why do gulls follow the plough?", "Why do gulls follow the plough?"),
        ("- Okay, right, do keepers sleep?", "Do keepers sleep?"),
        ("What do you think, do you think keepers dream of whales?", "Do you think keepers dream of whales?"),
        (
            "What is the point of sonar, of sonar at night?",
            "What is the point of sonar at night?",
        ),
        (
            "What is a keeper's day look like?",
            "What does a keeper's day look like?",
        ),
        ("How often do the whales return would you say?", "How often do the whales return?"),
        ("Maybe you could begin and just explain what is ambergris?", "What is ambergris?"),
        ("?", ""),
    ],
)
def test_filler_and_run_ups_and_false_starts_go(spoken: str, shown: str) -> None:
    assert clean_question(spoken) == shown


@pytest.mark.parametrize(
    ("question", "stands"),
    [
        ("Why do herring gulls follow the plough?", True),
        ("What is ambergris?", True),
        ("What is ambergris and why does it float?", True),
        ("Why does it float on water for years?", False),
        ("How did they build that?", False),
        ("What do you mean by ambergris exactly?", False),
        ("How are you this morning, Ottoline?", False),
        ("Lighthouse?", False),
        ("The lighthouse keeper sleeps in the tower by day?", False),
    ],
)
def test_a_question_that_leans_on_others_does_not_stand_alone(question: str, stands: bool) -> None:
    assert (standalone_score(question) > 0) is stands


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("so why do you think the harbour froze that winter i think it was the wind", None),
        ("how do you mend a broken mast well you need a splice first", "How do you mend a broken mast?"),
        ("what is a neap tide exactly how do you tell it from others", "What is a neap tide?"),
        ("we went out at four and it was dark and cold", ""),
    ],
)
def test_a_question_without_a_mark_ends_where_its_answer_begins(sentence: str, question: str | None) -> None:
    expected = "Why do you think the harbour froze that winter?" if question is None else question
    assert extract_question(sentence, flat=True) == expected


def test_the_same_question_in_other_words_is_asked_once() -> None:
    already = ["How do you dry the nets after a storm?"]
    assert repeats_question("How are nets dried after storms?", already)
    assert not repeats_question("How do you mend a broken mast?", already)


def index(*texts: str) -> PageInput:
    """Each text a segment of its own, turned at right angles to the others."""
    segments = tuple(
        Segment(number, tuple(Cue(line) for line in text.split("\n"))) for number, text in enumerate(texts, 1)
    )
    return PageInput(EPISODE, segments, numpy.eye(len(texts), dtype=numpy.float32))


NETS = index(
    "- Why do herring nets tear in winter storms?\n- Because the cork lines freeze, and what freezes breaks.",
    "- Why do anchors drag in winter storms? They drag because mud lets go. It is soft and deep.\n- Indeed.",
    "- To support us, use code HERRING for ten percent off. Why buy ordinary herring nets in winter?\n- Yes.",
)


def test_what_is_put_to_somebody_comes_first_and_adverts_ask_nothing() -> None:
    assert [each.question for each in find_host_questions(NETS)] == [
        "Why do herring nets tear in winter storms?",
        "Why do anchors drag in winter storms?",
    ]


def test_a_question_that_does_not_lead_back_to_its_passage_is_left_out() -> None:
    lost = QuestionCandidate("Why does the bell ring at noon in winter?", 0, 5, 2.0)
    many = index(*["The bell rings."] * 9)
    here = numpy.eye(9, dtype=numpy.float32)[:1]
    away = numpy.asarray([[0.4, 0.0, 0.0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]], dtype=numpy.float32)

    assert [each.question for each in select_self_contained([lost], many, here)] == [lost.question]
    assert select_self_contained([lost], many, away) == []


def test_an_answer_counts_where_it_follows_its_question_and_says_enough() -> None:
    talk = index(
        "- Why do nets tear in winter? - Because the cork lines freeze, and what freezes breaks in a swell.",
        "Mud lets go.",
        "A rope that has been soaked and frozen twice should never be used again to tie anything.",
        "A rope that has been soaked and frozen thrice should never be used again to tie anything.",
    )
    texts = [segment.text for segment in talk.segments]
    question = QuestionCandidate("Why do nets tear in winter?", 0, texts[0].index("?") + 1, 1.0)

    def cited(*quotes: tuple[int, str]) -> list[int]:
        citations = tuple(cite(EPISODE, talk.segments[place], quote) for place, quote in quotes)
        answer = Answer("", tuple(Sentence(each.quote, (each,)) for each in citations), (), "extractive")
        found = answered_question(question, answer, talk)
        return [citation.segment for citation in found.citations] if found else []

    assert cited((0, texts[0][32:]), (2, texts[2])) == [1, 3]
    assert cited((0, texts[0])) == []  # the question itself
    assert cited((1, texts[1])) == []  # three words
    assert cited((3, texts[3])) == []  # too late


def test_every_part_of_an_episode_has_its_turn_before_any_has_its_second() -> None:
    early = [QuestionCandidate(f"Early {n}?", 0, 0, 5.0 - n) for n in range(3)]
    late = QuestionCandidate("Late?", 99, 0, 0.1)
    assert [each.question for each in spread_over_episode([*early, late], MAX_QUESTIONS)] == [
        "Early 0?",
        "Late?",
        "Early 1?",
        "Early 2?",
    ]


def test_an_answer_that_only_asks_back_is_none() -> None:
    talk = index(
        "- Why do nets tear in winter? - Why should they not, if the cork lines freeze in every single swell?"
    )
    text = talk.segments[0].text
    citation = cite(EPISODE, talk.segments[0], text[text.index("?") + 4 :])
    answer = Answer("", (Sentence(citation.quote, (citation,)),), (), "extractive")
    assert (
        answered_question(
            QuestionCandidate("Why do nets tear in winter?", 0, text.index("?") + 1, 1.0), answer, talk
        )
        is None
    )


def test_where_little_is_asked_the_subjects_are_asked_about() -> None:
    words = ("herring", "lighthouse", "mainsail")
    said = [word for word in words for _ in range(5)]
    lines = [f"And every {word}, as of day {at}, was all that they had." for at, word in enumerate(said)]
    rows = numpy.repeat(numpy.eye(3, dtype=numpy.float32), 5, axis=0)
    sea = replace(index(*lines), vectors=rows)

    def embed(texts: Sequence[str]) -> NDArray[numpy.float32]:
        return numpy.asarray([[word in text for word in words] for text in texts], dtype=numpy.float32)

    found = ask_about_subjects(sea, embed)
    assert {each.question for each in found} == {f"What do they say about {word}?" for word in words}
    assert all(each.reach == 5 for each in found)
    guest = replace(sea, episode=replace(EPISODE, guests=("Ida Holm",)))
    asked_of = {each.question for each in ask_about_subjects(guest, embed)}
    assert asked_of == {f"What does Ida Holm say about {word}?" for word in words}


def test_a_question_that_shows_nothing_new_is_left_out() -> None:
    talk = index("Nets tear in winter.", "Ropes last for ever.")
    one, other = (
        EpisodeQuestion("Why?", (cite(EPISODE, segment, segment.text),)) for segment in talk.segments
    )
    assert cites_new_segment(other, [one])
    assert not cites_new_segment(one, [one, other])


def test_what_is_not_english_is_not_asked_about_in_english() -> None:
    bees = index(*[f"Der Imker fing Schwarm {at} mit einem Kasten aus Fichtenholz ein." for at in range(15)])
    assert ask_about_subjects(bees, lambda texts: numpy.ones((len(texts), 15), dtype=numpy.float32)) == []
