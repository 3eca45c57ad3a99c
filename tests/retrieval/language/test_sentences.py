"""Sentences end where a reader would end them, and words are never cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.sentences import ends_sentence, partition_text, reads_complete, split_sentences

SENTENCES = [
    ["Dr. Moe met Mrs. Lind.", "They spoke of St. Olav."],
    ["It costs 3.5 euros, i.e. more than No. 5 did.", "Really?!", "Yes."],
    ["We flew to the U.S. Navy yard at 5 p.m. Eastern.", "We left the U.S.", "The rest stayed."],
    ["George W. Bush and J. R. Smith came.", "So do I.", "But why?"],
    ['She said, "Never again."', "Then she left."],
    ["Well... I think so.", "I tried...", "Then it broke…", "And so on, etc.", "The end."],
    ["He asked “what?” and went on.", "(It was late.)", "So late!"],
    ["Plan B was bad, plan C. worse, cf. Fig. 3 and vol. 2 of it.", "Right?"],
    ["1. First we mix.", "2. Then we wait."],
    ["Version 2.0 of node.js is out vs. 1.9 before.", "Use it."],
    ["¿Quién sabe?", "¡Nadie!", "Él dijo que no."],
    ["[laughs] Oh, my.", "That was it. [laughter]"],
]


@pytest.mark.parametrize("sentences", SENTENCES, ids=lambda sentences: sentences[0])
def test_sentences_are_found_whole(sentences: list[str]) -> None:
    assert [span.text for span in split_sentences(" ".join(sentences))] == sentences


def test_sentences_of_scripts_without_spaces_are_found() -> None:
    assert [span.text for span in split_sentences("船は小さい。でも「速い。」そうだ！")] == [
        "船は小さい。",
        "でも「速い。」",
        "そうだ！",
    ]


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("It holds.", True),
        ("“It holds!”", True),
        ("3 of them hold?", True),
        ("[laughs] It holds.", True),
        ("It holds. [laughter]", True),
        ("holds it.", False),
        ("It holds", False),
        ("It holds,", False),
        ("It holds-", False),
        ("It was Dr.", False),
        ("...", False),
        ("", False),
    ],
)
def test_a_sentence_is_complete_that_begins_and_ends_as_one(text: str, complete: bool) -> None:
    assert reads_complete(text) is complete


def test_no_sentence_runs_over_a_break_and_turn_marks_are_no_part_of_it() -> None:
    text = "- Is it - or not - - Yes and - >> who knows. The end."
    second, third = text.index("- Yes"), text.index(">> who")
    assert [(span.text, span.complete) for span in split_sentences(text, {second, third})] == [
        ("Is it - or not -", False),
        ("Yes and -", False),
        ("who knows.", False),
        ("The end.", True),
    ]


FLAT = (
    "so we went down to the harbour and i said to him you know the boat is not going to sail itself so let's "
    "get going because the tide was already turning and he just looked at me like i was mad what do you want "
    "me to do about the tide he said and i think that was the moment when i knew we would be friends for the "
    "rest of our lives okay so tell me about the boat yeah the boat was called the second chance [Music] and "
    "it leaked"
)


def test_talk_without_punctuation_is_cut_into_clauses_that_can_be_read() -> None:
    found = split_sentences(FLAT)
    assert " ".join(span.text for span in found) == FLAT
    assert all(span.complete for span in found)
    lengths = [len(span.text.split()) for span in found]
    assert max(lengths) <= 30
    assert min(lengths[:-1]) >= 8
    hanging = {"the", "a", "to", "of", "and", "so", "because", "was", "you", "i"}
    assert not hanging & {span.text.split()[-1] for span in found}


def test_a_long_sentence_with_its_punctuation_stays_whole() -> None:
    sentence = "When the tide turned, " + "and the wind with it, " * 12 + "we went home."
    assert [span.text for span in split_sentences(sentence)] == [sentence]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("So it is.", True),
        ("Is it?”", True),
        ("Oh…", True),
        ("by Dr.", False),
        ("it is", False),
        ("so,", False),
    ],
)
def test_a_cue_may_end_a_sentence(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


texts = st.text(st.sampled_from("ab AB.?!…,-\"'”()[] 1。\n\u2003>é"), max_size=300)


@pytest.mark.slow
@given(texts, st.sets(st.integers(0, 300), max_size=5))
def test_spans_are_parts_of_the_text_in_order_and_leave_out_no_word(text: str, breaks: set[int]) -> None:
    found = split_sentences(text, {place for place in breaks if place < len(text)})
    for span in found:
        assert text[span.start_char : span.end_char] == span.text == span.text.strip()
    for before, after in pairwise(found):
        assert before.end_char <= after.start_char
    outside = text
    for span in reversed(found):
        outside = outside[: span.start_char] + " " + outside[span.end_char :]
    assert not any(character.isalnum() for character in outside)


@given(texts)
def test_tiles_hold_all_words_of_a_text(text: str) -> None:
    assert "".join("".join(partition_text(text)).split()) == "".join(text.split())
