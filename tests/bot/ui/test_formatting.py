"""Numbers, times and dates are written alike everywhere."""

from datetime import date

import pytest

from bot.ui.formatting import clock, count, long_date, ordinal


@pytest.mark.parametrize(
    ("day", "text"), [(date(2024, 5, 6), "6 May 2024"), (date(1999, 12, 31), "31 December 1999")]
)
def test_a_long_date_has_no_leading_zero(day: date, text: str) -> None:
    assert long_date(day) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0:00"), (59.9, "0:59"), (350.5, "5:50"), (3_723.0, "1:02:03")]
)
def test_a_time_is_written_as_a_player_writes_it(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_a_count_agrees_with_its_noun() -> None:
    assert [count(n, "segment") for n in (0, 1, 5_502)] == ["0 segments", "1 segment", "5,502 segments"]


@pytest.mark.parametrize(
    ("place", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (23, "23rd")],
)
def test_places_in_line_are_said_as_people_say_them(place: int, said: str) -> None:
    assert ordinal(place) == said
