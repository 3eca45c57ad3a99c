"""Compare the numbers of a claim, their units and what they count, with its evidence. Pure."""

import re
from decimal import Decimal, InvalidOperation

from retrieval.language.measures import Quantity, Unit, frequencies, quantities, unit_words
from retrieval.language.numbers import NumberSpan, is_numeral, number_spans, numbers
from retrieval.language.word_families import base_form
from retrieval.language.words import CLAIM_STOP_WORDS

_SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2629800, "year": 31557600,
}  # fmt: skip
_PAIR = re.compile(r"\b(?:both|couple|pair|twice|another|second|half|other)\b", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")
MAX_COUNT_RATIO = 20
"""How many times larger a count may be than another of the same things."""
UNIT_DISTANCE = 12
"""Characters after a number in which its unit begins: "20 or more minutes"."""
_TIMES = frozenset({f"{name}s" for name in _SECONDS} | {"decades", "centuries"})
_WHOLE_WORD = re.compile(r"[^\W_]+")
_ROUNDED_SCALES = (1000, 10**6, 10**9)


def has_unsaid_number(claim: str, evidence: str, known: str = "") -> bool:
    """Return whether a claim has a number that neither its evidence nor `known`, its metadata, has.

    "40,000 or 50,000" is said by "40 or 50,000", and "30 minutes" by "half an hour".
    """
    said = numbers(evidence, loosely=True) | numbers(known, loosely=True)
    if _PAIR.search(evidence):
        said.add("2")
    spoken = [*quantities(evidence), *frequencies(evidence)]
    return any(
        not (quantity.number.values & said or _is_scaled(quantity, said) or _is_converted(quantity, spoken))
        for quantity in quantities(claim)
        if quantity.number.values & numbers(claim)
    )


def has_other_unit(claim: str, evidence: str) -> bool:
    """Return whether the evidence gives a number of the claim in another unit, or measures only otherwise."""
    spoken = [*quantities(evidence), *frequencies(evidence)]
    said_units = {unit for word in unit_words(evidence) for unit in word.units}
    for quantity in quantities(claim):
        if not quantity.units or _is_converted(quantity, spoken):
            continue
        if not quantity.units & said_units and _same_measure(said_units, quantity.units):
            return True
        given = [other.units for other in spoken if other.number.values & quantity.number.values]
        measured = {unit for units in given for unit in units}
        if all(given) and not measured & quantity.units and _same_measure(measured, quantity.units):
            return True
    return False


def names_other_time(claim: str, evidence: str, question: str = "") -> bool:
    """Return whether a claim says "for minutes" where only other units of time were said or asked: "hour"."""
    said = {unit for text in (evidence, question) for word in unit_words(text) for unit in word.units}
    counted = {quantity.number.end for quantity in quantities(claim) if quantity.units}
    return any(
        match[0] in _TIMES
        and not any(0 <= match.start() - end <= UNIT_DISTANCE for end in counted)
        and not word.units & said
        and _same_measure(said, word.units)
        for word in unit_words(claim)
        for match in _WHOLE_WORD.finditer(claim.lower(), word.start)
        if match.start() == word.start
    )


def has_other_frequency(claim: str, evidence: str) -> bool:
    """Return whether the evidence has "an hour" where the claim has "a day" or "half an hour"."""
    spoken = [*frequencies(evidence), *quantities(evidence)]
    articles = frequencies(evidence)
    for quantity in frequencies(claim):
        if any(
            quantity.units & other.units and quantity.number.values & other.number.values for other in spoken
        ) or _is_converted(quantity, spoken):
            continue
        if any(_same_measure(set(quantity.units), other.units) for other in articles):
            return True
    return False


def counts_differently(claim: str, evidence: str) -> bool:
    """Return whether the evidence counts the same to another number: "two hives", not "three hives"."""
    spoken = [(span.values, _counted(evidence, span)) for span in number_spans(evidence)]
    for span in number_spans(claim):
        noun = _counted(claim, span)
        same = (values for values, counted in spoken if noun and counted == noun)
        said = [values for values in same if _are_comparable(values, span.values)]
        if said and not any(values & span.values for values in said):
            return True
    return False


def _are_comparable(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether numbers may count the same things: neither is many times the other."""
    values = [max(map(_decimal, found)) for found in (one, other)]
    return max(values) <= MAX_COUNT_RATIO * min(values)


def _counted(text: str, span: NumberSpan) -> str:
    """Return the base form of the word after a number, empty for a unit or where nothing is counted."""
    following = _NEXT_WORD.match(text.lower(), span.end)
    within_word = span.start > 0 and (text[span.start - 1].isalnum() or text[span.start - 1] in "-.")
    if not following or within_word or span.values == {"1"} or unit_words(following[1]):
        return ""
    word = following[1]
    return "" if word in CLAIM_STOP_WORDS or is_numeral(word) else base_form(word)


def _same_measure(one: set[Unit], other: frozenset[Unit]) -> bool:
    return bool({unit.measures for unit in one} & {unit.measures for unit in other})


def _is_scaled(quantity: Quantity, said: set[str]) -> bool:
    """Return whether the talk leaves out the scale of the number, as in "40 or 50,000"."""
    for value in quantity.number.values:
        for scale in _ROUNDED_SCALES:
            part = _decimal(value) / scale
            if part >= 1 and f"{part.normalize():f}" in said:
                return True
    return False


def _is_converted(quantity: Quantity, spoken: list[Quantity]) -> bool:
    """Return whether the talk gives a duration in another unit: "90 minutes" for "an hour and a half"."""
    own = _seconds(quantity)
    return any(own & _seconds(other) for other in spoken if other.units != quantity.units)


def _seconds(quantity: Quantity) -> set[Decimal]:
    factors = [_SECONDS[unit.name] for unit in quantity.units if unit.name in _SECONDS]
    return {_decimal(value) * factor for value in quantity.number.values for factor in factors}


def _decimal(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:  # a version such as 1.21.3
        return Decimal(0)
