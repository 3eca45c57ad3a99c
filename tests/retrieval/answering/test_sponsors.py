"""What is quoted of sponsors' messages."""

from dataclasses import replace

import pytest

from retrieval.answering.extractive import cite_nearest, extract_answer
from retrieval.models import Cue, Episode, Hit, Segment, Show

EPISODE = Episode(1, "hive-7", Show(1, "hive", "Hive Notes"), "Keeping bees", 1, 40)
WIND = "They face south, because a cold wind from the north would chill the hives all winter."
SOLD = (
    "This episode is brought to you by Waxwell. Waxwell warms the hives of remote farms.",
    "Waxwell is made of wool. A Waxwell hive stays warm in the south.",
    "The best beekeepers trust it. Get three months free of charge by visiting waxwell.com/hive today.",
)


def hit(number: int, text: str) -> Hit:
    return Hit(EPISODE, Segment(number, (Cue(text, 10.0 * number, 10.0 * number + 9),)), 1.0, 0.6)


def texts(question: str, hits: list[Hit]) -> list[str]:
    return [sentence.text for sentence in extract_answer(question, hits)]


@pytest.mark.parametrize("text", [SOLD[0], SOLD[2], f"{SOLD[2]} {SOLD[0]}"])
def test_no_sentence_of_a_sponsors_message_is_quoted(text: str) -> None:
    question = "Why do the hives of remote farms face south?"
    assert texts(question, [hit(1, f"{WIND}\n{text}"), hit(2, WIND.replace("cold", "bitter"))])[0] == WIND
    assert texts(question, [hit(1, text)]) == []
    nearest = cite_nearest(question, [hit(1, text), hit(5, WIND)])
    assert [citation.segment for citation in nearest] == [5]


def test_what_follows_a_sponsors_message_and_names_the_sponsor_again_belongs_to_it() -> None:
    hits = [hit(2, SOLD[1]), hit(1, SOLD[0]), hit(7, WIND)]
    assert texts("Why do the hives stay warm in the south?", hits) == [WIND]
    later = [replace(hits[0], segment=replace(hits[0].segment, number=9)), *hits[1:]]
    assert SOLD[1] in texts("Why do the hives stay warm in the south?", later)


def test_a_sponsors_message_is_quoted_where_its_product_or_the_sponsors_are_asked_for() -> None:
    assert texts("What is Waxwell made of?", [hit(2, SOLD[1]), hit(1, SOLD[0])])
    assert texts("Which sponsor warms hives?", [hit(1, SOLD[0])])


@pytest.mark.parametrize(
    "said",
    [
        "We tried many prices at first. Then we gave the farms a free trial and our sales of hives doubled.",
        "Our estimate for the hives was wrong. The cost of a hive was 20 percent off in the end.",
        "The paper explains the hives of the south. You can learn more at the museum of hives in Bonn.",
    ],
)
def test_what_only_sounds_like_an_offer_is_quoted(said: str) -> None:
    assert texts("What happened to the hives of the farms?", [hit(1, said)])
