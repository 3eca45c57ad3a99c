"""Which answers a question keeps."""

from dataclasses import replace

from retrieval.answering.citations import cite
from retrieval.episode_pages.question_candidates import QuestionCandidate
from retrieval.episode_pages.questions import answered_question, cites_new_segment, with_good_answers
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.models import Answer, Cue, Segment, Sentence
from retrieval.models.episode_pages import EpisodeQuestion
from tests.retrieval.episode_pages.orthogonal_segments import EPISODE, page_input


def test_an_answer_counts_where_it_follows_its_question_and_says_enough() -> None:
    talk = page_input(
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


def test_an_answer_that_only_asks_back_is_none() -> None:
    talk = page_input(
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


def test_a_question_that_shows_nothing_new_is_left_out() -> None:
    talk = page_input("Nets tear in winter.", "Ropes last for ever.")
    one, other = (
        EpisodeQuestion("Why?", (cite(EPISODE, segment, segment.text),)) for segment in talk.segments
    )
    assert cites_new_segment(other, [one])
    assert not cites_new_segment(one, [one, other])


def test_what_the_asker_goes_on_to_say_is_no_answer() -> None:
    said = "What do you think of nets? Nets of hemp are dearer than nets of plastic in every single harbour."
    cue = Cue(said, 0.0, 9.0, "Mira Quist")
    talk = replace(page_input("x"), segments=(Segment(1, (cue,)),))
    citation = cite(EPISODE, talk.segments[0], said[27:])
    answer = Answer("", (Sentence(citation.quote, (citation,)),), (), "extractive")
    question = QuestionCandidate("What do you think of nets?", 0, 26, 1.0)
    assert answered_question(question, answer, talk) is not None
    assert answered_question(replace(question, asker="Mira Quist"), answer, talk) is None


def test_what_is_still_said_to_the_other_is_no_answer() -> None:
    said = "What nets do you like? You worked with a lot of nets and lines and ropes in all these harbours."
    talk = page_input(said)
    citation = cite(EPISODE, talk.segments[0], said[23:])
    answer = Answer("", (Sentence(citation.quote, (citation,)),), (), "extractive")
    assert answered_question(QuestionCandidate("What nets do you like?", 0, 22, 1.0), answer, talk) is None


def test_who_does_not_know_answers_nothing() -> None:
    for said, answers in (
        ("I didn't know what a net was or how it worked until we made one together in the winter.", False),
        ("A net is what remains of a rope when you [inaudible] out of it in a long winter night.", False),
        ("A net is what remains of a rope when you take all the fish out of it in a long night.", True),
    ):
        talk = page_input(f"What is a net? {said}")
        citation = cite(EPISODE, talk.segments[0], said)
        answer = Answer("", (Sentence(citation.quote, (citation,)),), (), "extractive")
        found = answered_question(QuestionCandidate("What is a net?", 0, 14, 1.0), answer, talk)
        assert (found is not None) is answers


def test_an_announcement_answers_no_question_about_a_subject() -> None:
    said = "I'm going to talk about nets for as long as it takes, and about ropes, and then about tar."
    talk = page_input(said)
    citation = cite(EPISODE, talk.segments[0], said)
    answer = Answer("", (Sentence(citation.quote, (citation,)),), (), "extractive")
    asked = QuestionCandidate("What do they say about nets?", 0, 0, 0.0, is_hosts=False)
    assert answered_question(asked, answer, talk) is None


def test_only_quotes_that_are_likely_to_answer_are_shown() -> None:
    talk = page_input(
        "Nets of hemp tear in winter because the wet cork lines freeze, and frozen lines break when a swell "
        "pulls at them.",
        "Yeah, you know, I mean, you just kind of like it, and I was like, yeah, so that's really the thing.",
    )
    good, idle = (cite(EPISODE, segment, segment.text) for segment in talk.segments)
    embed = load_embedding_model(DEFAULT_MODEL).embed
    question = "Why do nets of hemp tear in winter?"
    kept = with_good_answers(EpisodeQuestion(question, (idle, good)), embed)
    assert kept == EpisodeQuestion(question, (good,))
    assert with_good_answers(EpisodeQuestion(question, (idle,)), embed) is None
