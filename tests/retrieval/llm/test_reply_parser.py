import json
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.llm.reply_parser import MAX_DRAFTS, MAX_REPLY_CHARACTERS, ReplyParser, UnusableReplyError
from retrieval.models import Draft

ANSWER = {
    "sentences": [
        {"text": 'It "keeps" for nine days.', "segment": 2, "quote": 'moist for "nine" days'},
        {"text": "The oven is hot.", "segments": [3, 1], "quote": ""},
    ]
}
DRAFTS = [
    Draft('It "keeps" for nine days.', (2,), 'moist for "nine" days'),
    Draft("The oven is hot.", (3, 1)),
]


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
        json.dumps(
            {"sentences": [{"text": d.text, "segment": str(d.cited), "quote": d.quote} for d in DRAFTS]}
        ),
        json.dumps({"notes": ["Nine days."], **ANSWER}),
    ],
)
def test_json_is_read_however_it_is_wrapped(text: str) -> None:
    assert read(text) == DRAFTS


@given(cuts=st.lists(st.integers(0, len(json.dumps(ANSWER))), max_size=12))
def test_json_is_read_alike_wherever_its_parts_are_cut(cuts: list[int]) -> None:
    assert read(json.dumps(ANSWER), cuts) == DRAFTS


def test_a_sentence_of_json_is_given_as_soon_as_it_is_complete() -> None:
    parser = ReplyParser()
    text = json.dumps(ANSWER)
    end = text.index("}") + 1

    assert parser.feed(text[: end - 1]) == []
    assert parser.feed(text[end - 1 : end]) == DRAFTS[:1]
    assert parser.feed(text[end:]) == DRAFTS[1:]
    assert parser.finish() == []


@pytest.mark.parametrize("length", range(len('{"sentences": [')))
def test_json_that_breaks_off_before_a_sentence_is_unusable(length: int) -> None:
    with pytest.raises(UnusableReplyError):
        read('{"sentences": ['[: length + 1])


def test_json_that_breaks_off_later_keeps_its_whole_sentences() -> None:
    text = json.dumps(ANSWER)
    assert read(text[: text.index("hot")]) == DRAFTS[:1]


@pytest.mark.parametrize("text", ["", "  \n", "{}", '{"answer": "yes"}', '{"sentences": 3}', "{nonsense"])
def test_what_is_no_answer_is_unusable(text: str) -> None:
    with pytest.raises(UnusableReplyError):
        read(text)


@pytest.mark.parametrize(
    "text", ['{"sentences": []}', "NOTHING", "Nothing.", '{"sentences": [{"text": 3}, 7]}']
)
def test_an_answer_may_hold_nothing(text: str) -> None:
    assert read(text) == []


PLAIN = """Rye keeps for nine days. [2] "It stays moist for nine days."
- The oven is hot. [3]: “The oven reaches 260 degrees”
Dr. Holm waits. [3, 1] "Nobody opens its door" """
PLAIN_DRAFTS = [
    Draft("Rye keeps for nine days.", (2,), "It stays moist for nine days."),
    Draft("- The oven is hot.", (3,), "The oven reaches 260 degrees"),
    Draft("Dr. Holm waits.", (3, 1), "Nobody opens its door"),
]


@given(cuts=st.lists(st.integers(0, len(PLAIN)), max_size=12))
def test_plain_text_is_read_alike_wherever_its_parts_are_cut(cuts: list[int]) -> None:
    assert read(PLAIN, cuts) == PLAIN_DRAFTS


def test_a_plain_sentence_is_given_as_soon_as_its_quote_ends() -> None:
    parser = ReplyParser()
    first = PLAIN.splitlines()[0]
    assert parser.feed(first[:-1]) == []
    assert parser.feed(first[-1:]) == PLAIN_DRAFTS[:1]


def test_plain_text_without_a_quote_is_returned_at_its_end() -> None:
    assert read("Rye keeps. The oven is hot.") == [Draft("Rye keeps."), Draft("The oven is hot.")]


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, None, {"a": 1}, 2.5, True, [["1"]]])
def test_an_odd_segment_number_is_no_number(number: object) -> None:
    item = {"text": "Rye keeps.", "segment": number, "quote": "moist"}
    assert read(json.dumps({"sentences": [item]})) == [Draft("Rye keeps.", (), "moist")]


def test_deep_nesting_is_given_up() -> None:
    for text in ('{"sentences": ' + "[" * 3000, '{"sentences": [' + '{"text": ' * 3000, "{" * 3000):
        with pytest.raises(UnusableReplyError):
            read(text)


def test_of_four_hundred_sentences_the_first_are_read() -> None:
    many = [{"text": f"Sentence {n}.", "segment": n, "quote": "moist"} for n in range(400)]
    parser = ReplyParser()
    drafts = parser.feed(json.dumps({"sentences": many}))
    assert [draft.text for draft in drafts] == [f"Sentence {n}." for n in range(MAX_DRAFTS)]
    assert parser.is_full
    assert parser.feed("more") == parser.finish() == []


@pytest.mark.slow
@pytest.mark.parametrize("part", ["x", " ", "{", "[", '"', "<think>", '{"sentences": [{"text": "', "[1] "])
def test_an_endless_reply_is_given_up_in_time_linear_in_its_length(part: str) -> None:
    parser = ReplyParser()
    for _ in range(2 * MAX_REPLY_CHARACTERS):
        parser.feed(part)
    assert parser.is_full
    with pytest.raises(UnusableReplyError):
        parser.finish()


@given(
    st.lists(st.text(max_size=30) | st.sampled_from(["{", '{"sentences": [', "[1]", ". ", "```", "<think>"]))
)
def test_no_reply_breaks_the_reader(parts: list[str]) -> None:
    parser = ReplyParser()
    for part in parts:
        parser.feed(part)
    with suppress(UnusableReplyError):
        assert all(draft.text.strip() for draft in parser.finish())
