import json
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.model_sentences import split_sentences
from retrieval.llm.reply_parser import ReplyParser, UnusableReplyError
from retrieval.models import Draft

ANSWER = {
    "sentences": [
        {"text": 'It "keeps" for nine days.', "segments": [2]},
        {"text": "The oven is hot.", "segments": [3, 1]},
    ]
}
DRAFTS = [Draft('It "keeps" for nine days.', (2,)), Draft("The oven is hot.", (3, 1))]


def read(text: str, cuts: list[int] | None = None) -> list[Draft]:
    parser = ReplyParser()
    edges = [0, *sorted(cuts or []), len(text)]
    found = [draft for low, high in pairwise(edges) for draft in parser.feed(text[low:high])]
    return found + parser.finish()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ANSWER),
        json.dumps(ANSWER, indent=2),
        f"```json\n{json.dumps(ANSWER)}\n```",
        f"<think>Nine days, so passage 2.</think>\n{json.dumps(ANSWER)}",
        json.dumps(ANSWER) + " I hope this helps!",
        json.dumps({"sentences": [{"text": d.text, "segments": [str(n) for n in d.cited]} for d in DRAFTS]}),
    ],
)
def test_json_is_read_however_it_is_wrapped(text: str) -> None:
    assert read(text) == DRAFTS


@given(cuts=st.lists(st.integers(0, len(json.dumps(ANSWER))), max_size=12))
def test_json_is_read_alike_wherever_its_parts_are_cut(cuts: list[int]) -> None:
    assert read(json.dumps(ANSWER), cuts) == DRAFTS


def test_a_sentence_of_json_is_given_as_soon_as_the_next_one_begins() -> None:
    parser = ReplyParser()
    text = json.dumps(ANSWER)
    second = text.index('{"text": "The oven')

    assert parser.feed(text[:second]) == []
    assert parser.feed(text[second : second + 12]) == DRAFTS[:1]
    assert parser.feed(text[second + 12 :]) == []
    assert parser.finish() == DRAFTS[1:]


@pytest.mark.parametrize("length", range(len('{"sentences": [')))
def test_json_that_breaks_off_before_a_sentence_is_unusable(length: int) -> None:
    with pytest.raises(UnusableReplyError):
        read('{"sentences": ['[: length + 1])


def test_json_that_breaks_off_later_keeps_its_whole_sentences() -> None:
    text = json.dumps(ANSWER)
    assert read(text[: text.index("hot")]) == DRAFTS[:1]


def test_a_long_text_in_json_that_breaks_off_keeps_its_whole_sentences() -> None:
    text = '{"sentences": [{"text": "Rye keeps. The oven is hot. The salt'
    assert read(text) == [Draft("Rye keeps."), Draft("The oven is hot.")]


@pytest.mark.parametrize("text", ["", "  \n", "{}", '{"answer": "yes"}', '{"sentences": 3}', "{nonsense"])
def test_what_is_no_answer_is_unusable(text: str) -> None:
    with pytest.raises(UnusableReplyError):
        read(text)


@pytest.mark.parametrize(
    "text", ['{"sentences": []}', "NOTHING", "Nothing.", '{"sentences": [{"text": 3}, 7]}']
)
def test_an_answer_may_hold_nothing(text: str) -> None:
    assert read(text) == []


PLAIN = "Rye keeps for nine days [2]. The oven is hot. [3][1] Dr. Holm waits ten minutes [3]."


def cited(drafts: list[Draft]) -> list[tuple[str, tuple[int, ...]]]:
    return [piece for draft in drafts for piece in split_sentences(draft)]


@given(cuts=st.lists(st.integers(0, len(PLAIN)), max_size=12))
def test_plain_text_is_read_alike_wherever_its_parts_are_cut(cuts: list[int]) -> None:
    assert cited(read(PLAIN, cuts)) == [
        ("Rye keeps for nine days.", (2,)),
        ("The oven is hot.", (3, 1)),
        ("Dr. Holm waits ten minutes.", (3,)),
    ]


def test_a_plain_sentence_is_given_as_soon_as_the_next_one_begins() -> None:
    parser = ReplyParser()
    assert parser.feed("Rye keeps for nine days.") == []
    assert parser.feed(" [2]") == []
    assert cited(parser.feed(" The oven")) == [("Rye keeps for nine days.", (2,))]
    assert cited(parser.feed(" is hot")) == []
    assert cited(parser.finish()) == [("The oven is hot", ())]


@given(
    st.lists(st.text(max_size=30) | st.sampled_from(["{", '{"sentences": [', "[1]", ". ", "```", "<think>"]))
)
def test_no_reply_breaks_the_reader(parts: list[str]) -> None:
    parser = ReplyParser()
    for part in parts:
        parser.feed(part)
    with suppress(UnusableReplyError):
        assert all(draft.text.strip() for draft in parser.finish())
