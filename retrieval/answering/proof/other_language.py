"""Compare what a sentence shares with its evidence whatever language it is in: digits and names. Pure."""

import re

from retrieval.language.numbers import numbers
from retrieval.language.words import has_name, index_words

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_MIXED = re.compile(
    r"\b(?=\w*[^\W\d_])(?:\w+\.\w+|\w*[^\W_a-z]\w*[^\W\d_a-z]\w*|\w*[a-z]\w*[A-Z]\w*|[^\W\d_]+\d+\w*)\b"
)
_FULL_NAME = re.compile(r"(?<![.!?:…]\s)(?<!^)\b([A-ZÄÖÜÉ][^\W\d_]+) ([A-ZÄÖÜÉ][^\W\d_]+)\b")


def has_unsaid_digits(sentence: str, said: str) -> bool:
    """Return whether a sentence has a number in digits that wasn't said; "1.000" may mean 1000 or 1."""
    values = numbers(said, loosely=True)
    return any(not _readings(found) & values for found in _DIGITS.findall(sentence))


def has_unsaid_spelling(sentence: str, said: str) -> bool:
    """Return whether a sentence has a name that wasn't said.

    Names are words such as "OpenAI" or "GPT4", and two capitalised words in a row within a sentence, of which
    one must have been said: many languages capitalise more than names.
    """
    heard = index_words(said)
    if any(not has_name(heard, name) for name in _MIXED.findall(sentence)):
        return True
    return any(not any(has_name(heard, name) for name in pair) for pair in _FULL_NAME.findall(sentence))


def _readings(digits: str) -> set[str]:
    written = {digits, re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits), digits.replace(",", ".")}
    return {value for text in written for value in numbers(text, loosely=True)}
