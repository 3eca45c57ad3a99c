"""Parse dates as people write them, in several languages; the names of months come from Unicode's CLDR."""

import re
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
"""The languages whose names of months are understood."""
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d\d)(\d\d)", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d\d)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}|\d\d))?", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_RELATIVE = {"today": 0, "yesterday": 1}
_FILLERS = {"of", "the", "st", "nd", "rd", "th", "de", "del", "di", "do", "er", "º", "on"}


def read_days(typed: str, today: date) -> tuple[date, ...]:
    """Return the date that was typed; both dates if day and month are ambiguous; none if unreadable.

    A date without a year is the last such day until `today`.
    """
    text = " ".join(typed.split()).casefold()
    if text in _RELATIVE:
        return (today - timedelta(days=_RELATIVE[text]),)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        return _days([(year, month, day)])
    if match := _DOTTED.fullmatch(text):  # written with dots, the day comes first everywhere
        return _days([(_year(match[3], int(match[2]), int(match[1]), today), int(match[2]), int(match[1]))])
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        orders = dict.fromkeys([(second, first), (first, second)])
        return _days([(_year(match[3], month, day, today), month, day) for month, day in orders])
    return _named(text, today)


def _named(text: str, today: date) -> tuple[date, ...]:
    """Return the date whose month is a word, such as `3 May 2024` or `Fri, May 3rd`."""
    words = _WORD.findall(text)
    months = {number for word in words if (number := _months().get(word))}
    numbers = [word for word in words if word.isdecimal()]
    days = [int(word) for word in numbers if len(word) <= 2]
    years = [word for word in numbers if len(word) == 4]
    others = [w for w in words if not w.isdecimal() and w not in _months() and w not in _FILLERS]
    if len(months) != 1 or not days or len(others) > 1:  # one other word may be the day of the week
        return ()
    if not years and len(days) == 2:  # 3 May 24
        years = [numbers[-1]]
        days = days[:1]
    if len(days) != 1 or len(years) > 1:
        return ()
    month = months.pop()
    return _days([(_year(years[0] if years else None, month, days[0], today), month, days[0])])


def _year(typed: str | None, month: int, day: int, today: date) -> int:
    if typed is None:
        return today.year if (month, day) <= (today.month, today.day) else today.year - 1
    if len(typed) == 4:
        return int(typed)
    this_century = today.year - today.year % 100 + int(typed)
    return this_century if this_century <= today.year + 1 else this_century - 100


def _days(parts: list[tuple[int, int, int]]) -> tuple[date, ...]:
    """Return the dates that exist."""
    days = []
    for year, month, day in parts:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(days)


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by its name, and by what the name is shortened to."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names[name.casefold().rstrip(".")] = number
    return names | {"sept": 9}
