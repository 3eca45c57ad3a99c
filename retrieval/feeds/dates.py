"""Read the dates of feeds, as standards and people write them."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_EARLIEST_DATE = date(1970, 1, 2)
"""Earlier dates mostly come from a clock that was never set."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHER_MONTHS = {
    **{"mai": 5, "okt": 10, "dez": 12, "mär": 3, "mrz": 3, "ene": 1, "abr": 4, "ago": 8, "dic": 12},
    **{"fév": 2, "avr": 4, "aoû": 8, "déc": 12, "set": 9, "out": 10, "fev": 2, "juin": 6, "juil": 7},
}
_WORDS = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?[-. ,/]+([^\W\d_]{3,12})\.?[-. ,/]+(\d{4})\b")
_WORDS_AMERICAN = re.compile(
    r"\b([^\W\d_]{3,12})\.?[-. ,/]+(\d{1,2})(?:st|nd|rd|th)?,?[-. ,/]+(?:.{0,20} )?(\d{4})\b"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_EAST_ASIAN = re.compile(r"(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\b")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{13}")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b")


def parse_date(text: str | None, today: date) -> date | None:
    """Return the day of a date, `None` where it can't be true: after `today`, on 30 February, at 34:50."""
    day = _day((text or "").strip())
    return day if day and _EARLIEST_DATE <= day <= today + timedelta(days=2) else None


def _day(text: str) -> date | None:
    for read in (_standard, _iso, _other):
        try:
            if day := read(text):
                return day
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _standard(text: str) -> date:
    return parsedate_to_datetime(text).date()


def _iso(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _other(text: str) -> date | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text) == 13 else 1), UTC).date()
    clock = _CLOCK.search(text)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    if (hour, minute, second) > (24, 0, 0) or minute > 59 or second > 60:
        return None
    day = _date_in(text[: clock.start()] + text[clock.end() :] if clock else text)
    return day + timedelta(days=hour == 24) if day else None


def _date_in(text: str) -> date | None:
    if found := _WORDS.search(text):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _WORDS_AMERICAN.search(text):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := _YEAR_FIRST.match(text) or _EAST_ASIAN.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.match(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        is_american = found[2] == "/" and first <= 12
        return date(year, first, second) if is_american else date(year, second, first)
    return None


def _month(name: str) -> int:
    """Return the number of a month by its name. Raises ValueError."""
    short = name.casefold()
    for length in (4, 3):
        if short[:length] in _OTHER_MONTHS:
            return _OTHER_MONTHS[short[:length]]
    return _MONTHS.index(short[:3]) + 1
