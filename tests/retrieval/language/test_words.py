import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.language.words import content_stems, find_names, has_name, index_words, possible_names, stem


def test_names_are_what_is_capitalised_inside_a_sentence_or_written_like_no_word() -> None:
    text = "The farm of Anna Berg's aunt is near Oslo. Elsa Lund sells HiveOS there. iPads help."
    assert find_names(text) == ["Anna", "Berg's", "Oslo", "Elsa", "Lund", "HiveOS", "iPads"]


def test_the_first_word_of_a_sentence_may_be_a_name_unless_it_is_a_common_form() -> None:
    assert possible_names("Zylon sells smokers. Because it can. Selling is hard. Sensors fail.") == ["Zylon"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("we use waxwing daily", "Waxwing"),
        ("we use let us bake certificates", "LetUsBake"),
        ("it is loading", "isLoading"),
        ("the GPUs are hot", "GPU"),
        ("Anna's hives", "Anna"),
        ("http 3 is new", "HTTP/3"),
    ],
)
def test_a_name_is_found_in_other_spellings(said: str, name: str) -> None:
    assert has_name(index_words(said), name)


def test_a_name_is_not_found_inside_another_word() -> None:
    assert not has_name(index_words("we were planning annually"), "Ann")


def test_content_is_stems_without_small_words_and_numbers() -> None:
    assert content_stems("So the bees are like, flying to 300 flowers and flowers") == [
        "bee",
        "fli",
        "flower",
    ]


def test_threads_do_not_spoil_each_others_stems() -> None:
    words = [f"{start}{end}" for start in "bcdfglmnprst" for end in ("ationally", "ingnesses", "y")] * 60
    alone = {word: stem(word) for word in words}
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(stem.__wrapped__, words)) == [alone[word] for word in words]
    finally:
        sys.setswitchinterval(before)
