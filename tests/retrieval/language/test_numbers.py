import pytest

from retrieval.language.numbers import numbers


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
        ("I'm at a 15 to 20 percent rise", {"15", "20"}),
        ("three, seven", {"3", "7"}),
        ("20k, 3m", {"20000", "3000000"}),
        ("the 90s and the 2nd", {"90", "2"}),
        ("S3 and py3", set()),
        ("", set()),
    ],
)
def test_a_number_has_one_value_however_it_is_written(text: str, values: set[str]) -> None:
    assert numbers(text) == values


def test_evidence_is_read_for_every_number_it_may_mean() -> None:
    assert {"1"} <= numbers("one of them", loosely=True)
    assert {"2022", "20", "22"} <= numbers("twenty twenty-two", loosely=True)
    assert {"3.8", "3800000"} <= numbers("3.8 million", loosely=True)
