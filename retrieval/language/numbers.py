"""The values of numbers in English talk, written in digits or words."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: n for n, word in enumerate(_SMALL.split())}
_VALUES |= {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SUFFIXES = {"": 1, "k": 1000, "m": 10**6, "bn": 10**9}
_FIRST_WORDS = frozenset({*_VALUES, *_SCALES, "a", "an"})
_TOKEN = re.compile(r"(\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)(?:(k|m|bn)\b)?|[^\W\d_]+")


class _NumberWord(NamedTuple):
    text: str
    value: Decimal
    start: int
    end: int


_NumberWords = list[_NumberWord]


class NumberSpan(NamedTuple):
    """A number in a text: the values that it may mean, as shortest decimals, and where it is."""

    values: frozenset[str]
    start: int
    end: int


def is_numeral(word: str) -> bool:
    """Return whether a lower-case word is a number or a part of one."""
    return word[0].isdigit() or word in _VALUES or word in _SCALES


def numbers(text: str, *, loosely: bool = False) -> set[str]:
    """Return the values of the numbers in a text as shortest decimals: "a thousand" and "1,000" are `1000`.

    With `loosely`, also whatever may be meant as a number: a bare "one" (more often a pronoun), digits inside
    words ("S3"), the parts of a number, and two numbers in a row as a year ("twenty twenty-two").
    """
    found: set[str] = set()
    for run in _runs(text.lower(), loosely):
        found |= _decimals(_values(run, loosely))
    versions = re.findall(r"\d+(?:\.\d+){2,}", text)
    return found.union(versions)


def number_spans(text: str) -> list[NumberSpan]:
    """Return the numbers of a text in order, read loosely, each with where it is."""
    runs = (run for run in _runs(text.lower(), loosely=True) if run)
    return [
        NumberSpan(frozenset(_decimals(_values(run, loosely=True))), run[0].start, run[-1].end)
        for run in runs
    ]


def _decimals(values: Iterable[Decimal]) -> set[str]:
    return {f"{value.normalize():f}" for value in values}


def _runs(text: str, loosely: bool) -> Iterator[_NumberWords]:
    """Yield the words of each number, with their values."""
    run: _NumberWords = []
    words = list(_TOKEN.finditer(text))
    for at, found in enumerate(words):
        if not run and not found[1] and found[0] not in _FIRST_WORDS:
            continue
        value = _value(found)
        within_word = found.start() > 0 and text[found.start() - 1].isalpha()
        next_word = words[at + 1][0] if at + 1 < len(words) else ""
        if run and re.search(r"[,;.:]", text[words[at - 1].end() : found.start()]):
            yield run
            run = []
        if value is not None and (loosely or not (within_word and found[1])):
            run.append(_NumberWord(found[0], value, found.start(), found.end()))
        elif found[0] in ("a", "an") and next_word in _SCALES and not run:
            run.append(_NumberWord(found[0], Decimal(1), found.start(), found.end()))
        elif not (found[0] == "and" and run and run[-1].text in _SCALES):
            yield run
            run = []
    yield run


def _value(found: re.Match[str]) -> Decimal | None:
    word = found[0]
    if found[1]:
        if found[1].count(".") > 1:  # a version such as 1.21.3
            return None
        return Decimal(found[1].replace(",", "")) * _SUFFIXES[found[2] or ""]
    number = _VALUES.get(word, _SCALES.get(word))
    return None if number is None else Decimal(number)


def _values(run: _NumberWords, loosely: bool) -> list[Decimal]:
    """Return the values of a run: sums of products of scales; a new number begins where none fits."""
    if not run or (run[0].text == "one" and len(run) == 1 and not loosely):
        return []
    values: list[Decimal] = []
    total = current = previous = Decimal(0)
    for word, value, _, _ in run:
        if word in _SCALES:
            current = (current or Decimal(1)) * value
            if value >= 1000:
                total, current = total + current, Decimal(0)
        elif previous and not _continues(previous, value):
            values.append(total + current)
            total, current = Decimal(0), value
        else:
            current += value
        previous = value
    values.append(total + current)
    if loosely:
        values += [a * 100 + b for a, b in pairwise(values) if 10 <= a <= 99 and 10 <= b <= 99]
        values += [value for word, value, _, _ in run if word not in _SCALES]
    return values


def _continues(previous: Decimal, value: Decimal) -> bool:
    """Return whether `value` continues the number before it: after a scale, or units after tens."""
    units_after_tens = 20 <= previous <= 90 and previous % 10 == 0 and value < 10
    return units_after_tens or (previous >= 100 and value < previous)
