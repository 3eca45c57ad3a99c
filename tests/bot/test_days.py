"""Dates are read as people write them; where day and month can't be told apart, both are returned."""

from datetime import date

import pytest

from bot.days import read_days

TODAY = date(2024, 6, 10)
MAY_3 = (date(2024, 5, 3),)


@pytest.mark.parametrize(
    "typed",
    [
        "2024-05-03",
        "2024/5/3",
        "20240503",
        "3 May 2024",
        "3rd of May, 2024",
        "May 3rd, 2024",
        "May 3, 2024",
        "Fri, May 3 2024",
        "MAY 3RD",
        "3 may",
        "03.05.2024",
        "3.5.24",
        "3. Mai 2024",
        "3 mai 2024",
        "3 de mayo de 2024",
        "3 May 24",
    ],
)
def test_the_third_of_may_is_read_however_it_is_written(typed: str) -> None:
    assert read_days(typed, TODAY) == MAY_3


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    assert read_days("December 24th", TODAY) == (date(2023, 12, 24),)
    assert read_days("yesterday", TODAY) == (date(2024, 6, 9),)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("3/5/2024", (date(2024, 5, 3), date(2024, 3, 5))),
        ("5/5/2024", (date(2024, 5, 5),)),
        ("5/31/2024", (date(2024, 5, 31),)),
        ("31/5/2024", (date(2024, 5, 31),)),
    ],
)
def test_day_and_month_are_told_apart_only_where_they_can_be(typed: str, days: tuple[date, ...]) -> None:
    assert read_days(typed, TODAY) == days


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2024",
        "May",
        "May 2024",
        "32 May 2024",
        "2024-13-01",
        "1 2 3 May 2024",
        "٣ May 2024 or so",
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_days(typed, TODAY) == ()
