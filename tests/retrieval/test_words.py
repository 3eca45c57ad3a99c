import pytest

from retrieval.numerals import numbers
from retrieval.words import content, has_name, names, openers, polarity, read


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("three hives", {"3"}),
        ("3 hives and 1,000 bees, a thousand of them", {"3", "1000"}),
        ("two hundred and fifty", {"250"}),
        ("thirty-five hours", {"35"}),
        ("3.8 million lines", {"3800000"}),
        ("15k letters", {"15000"}),
        ("a dozen", {"12"}),
        ("15 to 20 percent", {"15", "20"}),
        ("$670 for 24 hours", {"670", "24"}),
        ("version 1.21.3", {"1.21.3"}),
        ("in two thousand twenty two", {"2022"}),
        ("one of them, and a second one", set()),
        ("a barn and an orchard", set()),
        ("", set()),
    ],
)
def test_a_number_has_one_value_however_it_is_written(text: str, values: set[str]) -> None:
    assert numbers(text) == values


def test_evidence_is_read_for_every_number_it_may_mean() -> None:
    assert {"1"} <= numbers("one of them", loosely=True)
    assert {"2022", "20", "22"} <= numbers("twenty twenty-two", loosely=True)
    assert {"3.8", "3800000"} <= numbers("3.8 million", loosely=True)


def test_names_are_what_is_capitalised_inside_a_sentence_or_written_like_no_word() -> None:
    text = "The farm of Anna Berg's aunt is near Oslo. Elsa Lund sells HiveOS there. iPads help."
    assert names(text) == ["Anna", "Berg's", "Oslo", "Elsa", "Lund", "HiveOS", "iPads"]


def test_the_first_word_of_a_sentence_may_be_a_name_unless_it_is_a_common_form() -> None:
    assert openers("Zylon sells smokers. Because it can. Selling is hard. Sensors fail.") == ["Zylon"]


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
    assert has_name(read(said), name)


def test_a_name_is_not_found_inside_another_word() -> None:
    assert not has_name(read("we were planning annually"), "Ann")


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Bees don't like wind", {"like", "wind"}),
        ("Bees like wind", set()),
        ("Bees like sun, but not wind", {"wind"}),
        ("Bees like not only sun", set()),
        ("The drone knows nothing about honey", {"know", "honey"}),
        ("You should never burn petrol", {"burn", "petrol"}),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_clause(text: str, negated: set[str]) -> None:
    assert polarity(text)[1] == negated - {"like"}


def test_content_is_stems_without_small_words_and_numbers() -> None:
    assert content("So the bees are like, flying to 300 flowers and flowers") == ["bee", "fli", "flower"]
