"""The type of answer that a question asks for, such as a sum of money or a time, and whether words state one.

Only clear cases are decided: "how much is it?" asks for a sum, "why?" may be answered in any words.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from retrieval.language.lexicon import entries
from retrieval.language.numbers import numbers


class AnswerType(NamedTuple):
    """The pattern that states such an answer, and whether nothing else can answer the question."""

    is_stated: Callable[[str], bool]
    is_required: bool = True


def expected_type(question: str) -> AnswerType | None:
    """Return the type of answer that a question asks for, `None` where any words may answer it."""
    asked = _ASKS_WHAT_IT_IS.match(question)
    if asked:
        says_what_it_is = _pattern(_WHAT_IT_IS.format(name=re.escape(asked[1])))
        return AnswerType(lambda text: says_what_it_is.search(text) is not None, is_required=False)
    return next((expected for asks, expected in _TYPES.items() if asks.search(question)), None)


def _any_of(*names: str) -> str:
    return "|".join(entry for name in names for entry in entries(name))


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


_MONEY = _pattern(rf"[$€£]\s?\d|\b(?:{_any_of('units_of_money')})\b")
_SHARE = _pattern(r"\d\s?%|\bper ?cent|\b(?:half|thirds?|quarters?|\d+ out) of\b")
_AMOUNT = _pattern(rf"\b(?:{_any_of('stated_amounts')})\b")
_TIME = _pattern(rf"\b(?:{_any_of('stated_times')})\b")
_ASKS_WHAT_IT_IS = _pattern(
    r"\W*(?:(?:so|and|ok|hey) )*(?:what|who)(?: is| are|['’]?s) (?:an? |the |this )?"
    r"([\w.'’-]+(?: [\w.'’-]+){0,2}?)(?: (?:exactly|again|anyway))?\W*$"
)
_WHAT_IT_IS = (
    r"(?:(?:^|[.,;?!] |\b(?:and|so|but|be|like|is|called) )(?:(?:an?|the) )?{name}s?"
    r"|\b{name}s?,? (?:which|that))"
    r"(?: it)?(?:['’]s| is| are)(?: (?:basically|essentially|really|like|just|actually|kind of|sort of))*"
    rf" (?:an?|our|the|one of)\b(?! (?:{_any_of('evaluating_words')})\b)"
)
_TYPES = {
    _pattern(
        rf"\b(?:how much|what)\b(?:\W+[\w'’]+){{0,5}}?\W+(?:{_any_of('amounts_of_money')})\b(?! for\b\W*$)"
        r"|\bhow (?:expensive|much money)\b"
    ): AnswerType(lambda text: _MONEY.search(text) is not None),
    _pattern(r"\b(?:what|which|how) (?:percentage|percent|share|fraction|proportion)\b"): AnswerType(
        lambda text: _SHARE.search(text) is not None
    ),
    _pattern(r"\bhow (?:many|old)\b"): AnswerType(
        lambda text: _AMOUNT.search(text) is not None or bool(numbers(text))
    ),
    _pattern(
        r"\bwhen (?:exactly )?(?:did|was|were)\b|\b(?:what|which) (?:year|date|month)\b"
        r"|^\W*when(?: is|'s)\b.* (?:due|released?|launch(?:ed|ing)?)\W*$"
    ): AnswerType(lambda text: _TIME.search(text) is not None),
}
"""The questions that can only be answered by words that state a number or a time."""
