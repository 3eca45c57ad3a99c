"""Read dates as standards and people write them, with months in many languages."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

from retrieval.language import lexicon

_EARLIEST_DATE = date(1970, 1, 2)
"""The earliest date that is believed: earlier ones mostly come from a clock that was never set."""
_MONTH = r"(?:d['\u2019]|de |of )?([^\W\d_]{3,12})\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|\u00ba|\u00aa)?"
_GAP = r"[-. ,/]+(?:de[l]? )?"
_WORDS = re.compile(rf"\b(\d{{1,2}}){_ORDINAL}[-. ,/]+{_MONTH}{_GAP}(\d{{4}})\b")
_WORDS_AMERICAN = re.compile(
    rf"\b([^\W\d_]{{3,12}})\.?[-. ,/]+(\d{{1,2}}){_ORDINAL},?[-. ,/]+(?:.{{0,20}} )?(\d{{4}})\b"
)
_WORDS_YEAR_FIRST = re.compile(rf"\b(\d{{4}})[-. ,/]+{_MONTH}[-. ,/]+(\d{{1,2}})\b")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})\b")
_EAST_ASIAN = re.compile(r"(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]")
_VIETNAMESE = re.compile(r"(\d{1,2}) th\u00e1ng (\d{1,2})(?:,| n\u0103m)? (\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\b")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{13}")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b")


def parse_date(text: str | None, today: date | None) -> date | None:
    """Return the day of a date, `None` where it can't be true: after `today`, on 30 February, at 34:50."""
    day = _day((text or "").strip(" \t\r\n'\""))
    is_future = day is not None and today is not None and day > today + timedelta(days=2)
    return day if day and day >= _EARLIEST_DATE and not is_future else None


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
    if found := _VIETNAMESE.search(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _WORDS_YEAR_FIRST.search(text):
        return date(int(found[1]), _month(found[2]), int(found[3]))
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
    short = name.casefold().removeprefix("\u05d1")  # "in" of Hebrew
    beginnings = _months()
    known = max((one for one in beginnings if short.startswith(one)), key=len, default="")
    if not known:
        raise ValueError(name)
    return beginnings[known]


@cache
def _months() -> dict[str, int]:
    rows = (entry.split() for entry in lexicon.entries("month_names"))
    return {beginning.casefold(): int(number) for number, *names in rows for beginning in names}
