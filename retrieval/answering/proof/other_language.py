"""Compare what a sentence shares with its evidence whatever language it is in: digits and names. Pure."""

import re

from retrieval.language.numbers import numbers
from retrieval.language.words import has_name, index_words

_DIGITS = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W_]+(?:[.+-][^\W_]+)*")
_FULL_NAME = re.compile(r"(?<=[^\W\d_] )([A-ZÄÖÜÉ][^\W\d_]+) ([A-ZÄÖÜÉ][^\W\d_]+)\b")


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
    if any(not has_name(heard, name) for name in _WORD.findall(sentence) if _is_spelled_like_a_name(name)):
        return True
    return any(not any(has_name(heard, name) for name in pair) for pair in _FULL_NAME.findall(sentence))


def _is_spelled_like_a_name(word: str) -> bool:
    """Return whether a word has a capital or digit after its first letter."""
    return word[0].isalpha() and any(char.isupper() or char.isdigit() for char in word[1:])


def _readings(digits: str) -> set[str]:
    without_thousands = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits)
    return {
        value
        for text in (without_thousands, digits.replace(",", "."))
        for value in numbers(text.replace(",", "."), loosely=True)
    }
