"""Which questions are shown, and which answers they keep."""

from dataclasses import replace

import pytest

from retrieval.answering.citations import cite
from retrieval.episode_pages.question_candidates import QuestionCandidate
from retrieval.episode_pages.questions import (
    answered_question,
    cites_new_segment,
    replied_questions,
    with_good_answers,
)
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.models import Answer, Cue, Segment, Sentence
from retrieval.models.episode_pages import EpisodeQuestion
from tests.retrieval.episode_pages.orthogonal_segments import EPISODE, page_input

NETS = QuestionCandidate("What do they say about nets?", 0, 0, 0.0, subject="nets")


def cited(candidate: QuestionCandidate, *said: str, speaker: str | None = None) -> list[int]:
    """Return which segments that say this are cited for a candidate, if all of them are found for it."""
    segments = tuple(Segment(at, (Cue(text, 0.0, 9.0, speaker),)) for at, text in enumerate(said, 1))
    talk = replace(page_input(*said), segments=segments)
    citations = tuple(cite(EPISODE, segment, segment.text) for segment in segments)
    answer = Answer("", tuple(Sentence(each.quote, (each,)) for each in citations), (), "extractive")
    found = answered_question(candidate, answer, talk)
    return [citation.segment for citation in found.citations] if found else []


def test_what_names_the_subject_within_its_passage_and_says_enough_answers() -> None:
    assert cited(
        NETS,
        "Nets tear in winter because the cork lines freeze, and what freezes breaks in a swell.",
        "Nets tear.",
        "A rope that has been soaked and frozen twice should never be used again to tie anything.",
        "A net that has been soaked and frozen thrice should never be used again to catch anything.",
    ) == [1]


@pytest.mark.parametrize(
    "said",
    [
        "Why should nets not tear in winter, if the cork lines freeze in every single swell of the bay?",
        "I'm going to talk about nets for as long as it takes, and about ropes, and then about tar.",
        "I didn't know what a net was or how it worked until we made one together in the winter.",
        "A net is what remains of a rope when you [inaudible] out of it in a long winter night.",
        "You worked with a lot of nets and lines and ropes and corks in all these harbours of the north.",
        "As you said, nets of hemp are dearer than nets of plastic in every single harbour up here.",
    ],
)
def test_what_asks_announces_or_is_said_to_somebody_answers_nothing(said: str) -> None:
    assert cited(NETS, said) == []


def test_a_guest_who_is_asked_answers_themselves() -> None:
    said = "A net is what remains of a rope when you take all the fish out of it in a long night."
    asked = replace(NETS, guest="Ida Holm")
    assert cited(asked, said, speaker="Ida Holm") == cited(asked, said) == [1]
    assert cited(asked, said, speaker="Mira Quist") == []


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


def test_only_quotes_that_are_likely_to_answer_are_shown() -> None:
    talk = page_input(
        "Nets of hemp tear in winter because the wet cork lines freeze, and frozen lines break when a swell "
        "pulls at them.",
        "Yeah, you know, I mean, you just kind of like it, and I was like, yeah, so that's really the thing.",
    )
    good, idle = (cite(EPISODE, segment, segment.text) for segment in talk.segments)
    embed = load_embedding_model(DEFAULT_MODEL).embed
    question = "Why do nets of hemp tear in winter?"
    kept = with_good_answers(EpisodeQuestion(question, (idle, good)), "nets of hemp", embed)
    assert kept == EpisodeQuestion(question, (good,))
    assert with_good_answers(EpisodeQuestion(question, (idle,)), "nets of hemp", embed) is None


def test_a_quote_that_mentions_a_subject_in_passing_is_not_shown() -> None:
    talk = page_input(
        "Nets of hemp had always been tarred by their crews because it rots in water after a season "
        "or two. Hemp also freezes when it is wet, and frozen nets of hemp break as soon as a swell pulls.",
        "The opera house in Berlin plays Verdi almost every evening in winter. The merchant who sold nets "
        "of hemp has an expensive box there, and the orchestra plays as badly as the singers sing.",
    )
    about, passing = (cite(EPISODE, segment, segment.text) for segment in talk.segments)
    embed = load_embedding_model(DEFAULT_MODEL).embed
    question = EpisodeQuestion("What do they say about nets of hemp?", (passing, about))
    assert with_good_answers(question, "nets of hemp", embed) == replace(question, citations=(about,))
