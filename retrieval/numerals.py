"""Numbers in talk: digits and words, read for their values."""

import re
from decimal import Decimal
from itertools import pairwise


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen "
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety ")
_VALUES = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 1000, "m": 10**6, "bn": 10**9}
_NUMERAL = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*|[^\W\d_]+")


def is_numeral(word: str) -> bool:
    """Whether a lower-case word is a number or a part of one."""
    return word[0].isdigit() or word in _VALUES or word in _SCALES


def numbers(text: str, *, loosely: bool = False) -> set[str]:
    """The values of the numbers in a text, each as its shortest decimal: "a thousand" and "1,000" are `1000`.

    A bare "one" is a pronoun more often than a number and counts only `loosely`; so do the parts and the
    readings as a year of words in a row ("twenty twenty-two").
    """
    found: set[str] = set()
    run: list[tuple[str, Decimal]] = []
    for word in [*_NUMERAL.findall(text.lower()), "."]:
        value = _value(word)
        joins = word == "and" and run and run[-1][0] in _SCALES
        if value is not None:
            run.append((word, value))
        elif word == "a" and not run:
            run.append((word, Decimal(1)))
        elif not joins:
            found |= _run_values(run, loosely=loosely)
            run = [("a", Decimal(1))] if word == "a" else []
            if word[0].isdigit():
                found.add(word)
    return found


def _value(word: str) -> Decimal | None:
    if word in _VALUES:
        return Decimal(_VALUES[word])
    if scale := _SCALES.get(word) or _SUFFIXES.get(word):
        return Decimal(scale)
    if word == "dozen":
        return Decimal(12)
    if word[0].isdigit() and word.count(".") < 2:
        return Decimal(word.replace(",", ""))
    return None


def _run_values(run: list[tuple[str, Decimal]], *, loosely: bool) -> set[str]:
    """What a run of number words says: sums of products of scales; a new number starts where none fits."""
    if not run or [word for word, _ in run] in (["a"], *([[s]] for s in _SUFFIXES)):
        return set()
    values: list[Decimal] = []
    total = current = Decimal(0)
    previous = Decimal(0)
    for word, value in run:
        if word in _SCALES or word in _SUFFIXES or word == "dozen":
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
        values += [value for word, value in run if word not in _SCALES]
    elif [word for word, _ in run] == ["one"]:
        return set()
    return {f"{value.normalize():f}" for value in values}


def _continues(previous: Decimal, value: Decimal) -> bool:
    """Whether `value` belongs to the same number as the word before: after a scale, or units after tens."""
    return (previous >= 100 and value < previous) or (
        20 <= previous <= 90 and previous % 10 == 0 and value < 10
    )
