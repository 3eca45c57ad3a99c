import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.language import words
from retrieval.language.words import content_stems, find_names, has_name, index_words, possible_names

ENDINGS = ("", "s", "ing", "ization", "ational", "fulness", "ously", "ement", "ability", "alized")


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


@pytest.mark.slow
def test_words_that_threads_stem_at_once_have_the_stems_that_they_always_have() -> None:
    uncached = words.stem.__wrapped__
    said = [f"{start}{end}" for start in ("hive", "organ", "generous", "relat") for end in ENDINGS]
    expected, interval = [uncached(word) for word in said], sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            rounds = list(pool.map(lambda _: [uncached(word) for word in said], range(200)))
    finally:
        sys.setswitchinterval(interval)
    assert all(stems == expected for stems in rounds)
