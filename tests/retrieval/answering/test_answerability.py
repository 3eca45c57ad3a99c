from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from retrieval.answering.answerability import AnswerabilityCheck
from retrieval.models import Cue, Episode, Hit, Segment, Show

EPISODE = Episode(1, "hive-7", Show(1, "hive", "Hive Notes"), "Keeping bees", 1, 40, guests=("Anna Berg",))
TEXTS = (
    "I keep about twelve hives behind the barn, and all of them face south, away from the wind.",
    "We paint the hives with linseed oil in spring. The Waxwing app is loading the weather for us.",
    "A queen lays eggs all summer. The University of Bergen counted them.",
)
HITS = tuple(Hit(EPISODE, Segment(n, (Cue(text),)), 1.0, 0.5) for n, text in enumerate(TEXTS, 1))


def said(words: Sequence[str], episodes: Sequence[Episode]) -> Mapping[str, int]:
    return {word: 2 if word in {"hives", "smoker", "heather"} else 0 for word in words}


def answerable(question: str, hits: Sequence[Hit] = HITS) -> bool:
    return AnswerabilityCheck(question, hits, said).is_answerable()


@pytest.mark.parametrize(
    "question",
    [
        "Why do the hives face south?",
        "Why does Anna keep hives behind the barn?",
        "What does the WaxWing app load for the hives?",
        "What does Hive Notes say of hives in summer?",
        "Do the hives stand in Heather?",
        "Which EU rule holds for hives?",
        "Why Do The Hives Face South In Summer?",
    ],
)
def test_a_question_about_what_is_said_is_answerable(question: str) -> None:
    assert answerable(question)


@pytest.mark.parametrize(
    "question",
    [
        "Why does Anna prefer Varroacide for her hives?",
        "What did Peter Holm say about the hives?",
        "Do the hives need the HiveOS 3 controller?",
        "How do Waxwing's hives compare with Zylon's?",
    ],
)
def test_a_name_that_nobody_says_makes_a_question_unanswerable(question: str) -> None:
    assert AnswerabilityCheck(question, HITS, said).unsaid_names()
    assert not answerable(question)


def test_a_question_of_words_that_nobody_says_is_unanswerable() -> None:
    assert not answerable("And what about ilya?")
    assert answerable("And what about the smoker?")
    assert AnswerabilityCheck("And what about ilya?", HITS).is_answerable(), "nothing tells what is said"


@pytest.mark.parametrize("question", ["Do they talk about wasps?", "any opinions on wasps at all"])
def test_a_subject_that_nobody_mentions_is_not_answerable(question: str) -> None:
    assert not answerable(question)
    assert answerable(question.replace("wasps", "queens"))


def test_what_was_said_about_a_subject_is_answerable_where_a_hit_says_it() -> None:
    far = [replace(hit, similarity=0.05) for hit in HITS]
    assert answerable("What do they say about the queen?", far)
    assert not answerable("What do they say about wasps?", far)


def test_a_question_far_from_all_hits_is_not_answerable() -> None:
    far = [replace(hit, similarity=0.1) for hit in HITS]
    assert not answerable("which sauce goes with fried noodles", far)


def test_among_several_episodes_the_nearest_hit_has_to_be_nearer() -> None:
    near = [replace(hit, similarity=0.36) for hit in HITS]
    other = replace(near[0], episode=replace(near[0].episode, key=near[0].episode.key + 1))
    assert answerable("which sauce goes with fried noodles", near)
    assert not answerable("which sauce goes with fried noodles", [*near[:3], other])


def test_without_similarities_the_words_alone_decide() -> None:
    hits = [replace(hit, similarity=None) for hit in HITS]
    assert answerable("why do the hives face south", hits)
    assert not answerable("which sauce goes with fried noodles", hits)


@pytest.mark.parametrize("question", ["", "???", "Was ist das?", "何ですか", "a" * 2000, "of and"])
def test_nonsense_is_no_error(question: str) -> None:
    assert AnswerabilityCheck(question, HITS, said).is_answerable() in {True, False}
    assert not AnswerabilityCheck(question, [], said).is_answerable()


def test_rare_words_weigh_more_than_common_ones() -> None:
    stem_weights = AnswerabilityCheck("Are the hives near heather or linseed?", HITS, said).stem_weights
    assert stem_weights["linse"] > stem_weights["hive"] > 0
