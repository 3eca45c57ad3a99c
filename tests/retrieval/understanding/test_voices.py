"""A message may ask for the words of one person."""

import pytest

from retrieval.models import Turn
from retrieval.understanding.voices import find_voice, person_talked_about, without_voice
from tests.retrieval.understanding.shelf import EPISODES, names

BREAKWATER = EPISODES[0]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("What did Ada Brisk say about rye?", {"ada", "brisk"}),
        ("what does brisk think of sourdough", {"brisk"}),
        ("according to Bo Rantzau, how long did the breakwater take?", {"bo", "rantzau"}),
        ("Was hat Ada Brisk über Roggen gesagt?", {"ada", "brisk"}),
        ("¿Qué dijo Ada Brisk sobre el centeno?", {"ada", "brisk"}),
        ("Que dit Ada Brisk du seigle ?", {"ada", "brisk"}),
        ("O que Ada Brisk disse sobre o centeio?", {"ada", "brisk"}),
        ("Ada Brisk's opinion on rye", {"ada", "brisk"}),
        ("What did they say about rye?", None),
        ("How long did the breakwater take?", None),
        ("Who bakes rye?", None),
    ],
)
def test_the_one_whose_words_are_asked_for_is_found(message: str, words: set[str] | None) -> None:
    voice = find_voice(message, names(), None)
    assert (set(voice.words) if voice else None) == words


def test_he_is_the_one_whom_the_question_before_was_about() -> None:
    history = [Turn("What did Bo Rantzau say about granite?", "It is made of granite.")]
    voice = find_voice("and what did he think of the keeper?", names(), None, history)
    assert voice is not None
    assert voice.words == {"bo", "rantzau"}
    assert find_voice("what did he say?", names(), None) is None


def test_a_host_is_known_as_one() -> None:
    voice = find_voice("What did Mira Quist say about knots?", names(), BREAKWATER)
    assert voice is not None
    assert voice.is_host


def test_within_an_episode_the_name_says_nothing_where_no_speaker_has_it() -> None:
    voice = find_voice("What did Bo Rantzau say about granite?", names(), BREAKWATER)
    assert voice is not None
    asked = without_voice("What did Bo Rantzau say about granite?", voice, names(), BREAKWATER)
    assert asked == "What did say about granite?"


@pytest.mark.parametrize(
    ("question", "answer", "person"),
    [
        ("What did Brisk say about rye?", "", "Ada Brisk"),
        ("Warum backt Brisk mit Roggen?", "", "Ada Brisk"),
        (
            "who is the guest of the knots episode?",
            "The guest in “Knots that hold” is Pelle Osk.",
            "Pelle Osk",
        ),
        ("who are the guests?", "The guests are Ada Brisk and Bo Rantzau.", None),
        ("how long is a rope", "Ten metres.", None),
    ],
)
def test_the_person_of_a_conversation_is_known_where_it_is_one(
    question: str, answer: str, person: str | None
) -> None:
    assert person_talked_about([Turn(question, answer)], names()) == person
