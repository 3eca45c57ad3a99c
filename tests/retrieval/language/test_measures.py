import pytest

from retrieval.language.measures import frequencies, quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("five to ten seconds", [("5", "second"), ("10", "second")]),
        ("$20 or 30 euros", [("20", "dollar"), ("30", "euro")]),
        ("a 12-minute clip", [("12", "minute")]),
        ("from 3 to 7 pm", [("3", "pm"), ("7", "pm")]),
        ("twelve hives", [("12", "")]),
        ("", []),
    ],
)
def test_a_number_has_its_unit(text: str, found: list[tuple[str, str]]) -> None:
    read = [
        (max(quantity.number.values, key=len), next((unit.name for unit in quantity.units), ""))
        for quantity in quantities(text)
    ]
    assert read == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("once a day", ("1", "day")), ("half an hour", ("0.5", "hour")), ("a couple of years", ("2", "year"))],
)
def test_an_article_counts_its_unit(text: str, found: tuple[str, str]) -> None:
    (quantity,) = frequencies(text)
    assert (next(iter(quantity.number.values)), next(iter(quantity.units)).name) == found
