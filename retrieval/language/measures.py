"""Quantities in talk: units of measure, and the numbers that they belong to."""

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.language import lexicon
from retrieval.language.numbers import NumberSpan, number_spans

_UNIT_WORD = re.compile(r"[a-z]\.m\b\.?|[^\W\d_]+|[$€£¥%]")
_UNIT_FOLLOWS = re.compile(r"(?:\s+(?:more|or so|full|whole|straight|and a half))?[\s-]*")
_RANGE = re.compile(r"\s*(?:-|–|to|or|and)\s*")
_COUNT_BEFORE = re.compile(r"\b(half an?|couple(?: of)?|an?|per|each|every|one)[\s-]+$")
_COUNTS = {"half": "0.5", "couple": "2"}
_CURRENCIES = "$€£¥"
CACHED_TEXTS = 64
"""Size of each cache of texts: several rules read the same sentence and the same evidence."""


class Unit(NamedTuple):
    """A unit and what it measures: `minute` and `time`."""

    measures: str
    name: str


class Quantity(NamedTuple):
    """A number with the units that it is given in: none where it is alone, several for "pounds"."""

    number: NumberSpan
    units: frozenset[Unit]


class UnitWord(NamedTuple):
    """A word for a unit, and where it begins."""

    units: frozenset[Unit]
    start: int


@lru_cache(maxsize=CACHED_TEXTS)
def unit_words(text: str) -> tuple[UnitWord, ...]:
    """Return the words of a text that name units, in order."""
    found = (
        (_units().get(match[0].rstrip(".")), match.start()) for match in _UNIT_WORD.finditer(text.lower())
    )
    return tuple(UnitWord(units, start) for units, start in found if units)


@lru_cache(maxsize=CACHED_TEXTS)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text with their units; "five to ten seconds" has twice seconds."""
    lower = text.lower()
    spans = number_spans(text)
    found = [Quantity(span, _units_of(lower, span)) for span in spans]
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        between = lower[one.number.end : other.number.start].strip(_CURRENCIES)
        if not one.units and other.units and _RANGE.fullmatch(between):
            found[at] = Quantity(one.number, other.units)
    for at, (one, other) in enumerate(pairwise(found)):
        between = lower[one.number.end : other.number.start]
        if one.units and not other.units and _RANGE.fullmatch(between):
            found[at + 1] = Quantity(other.number, one.units)
    return tuple(found)


@lru_cache(maxsize=CACHED_TEXTS)
def frequencies(text: str) -> tuple[Quantity, ...]:
    """Return the units that stand after an article: "once a day" has 1 day, "half an hour" 0.5 hours."""
    lower = text.lower()
    found = []
    for word in unit_words(text):
        counted = _COUNT_BEFORE.search(lower[: word.start])
        if counted:
            value = _COUNTS.get(counted[1].split()[0], "1")
            found.append(Quantity(NumberSpan(frozenset({value}), counted.start(), word.start), word.units))
    return tuple(found)


def _units_of(lower: str, span: NumberSpan) -> frozenset[Unit]:
    before = lower[: span.start].rstrip()
    if before and before[-1] in _CURRENCIES:
        return _units()[before[-1]]
    gap = _UNIT_FOLLOWS.match(lower, span.end)
    word = _UNIT_WORD.match(lower, gap.end() if gap else span.end)
    return _units().get(word[0].rstrip("."), frozenset()) if word else frozenset()


@cache
def _units() -> dict[str, frozenset[Unit]]:
    found: dict[str, frozenset[Unit]] = {}
    for line in lexicon.entries("measure_units"):
        measures, words = line.split(":")
        names = words.split()
        for name in names:
            found[name] = found.get(name, frozenset()) | {Unit(measures, names[0])}
    return found
