"""The type of answer that a question asks for, such as a sum of money or a time, and whether words state one.

Only clear cases are decided: "how much is it?" asks for a sum, "why?" may be answered in any words. To prefer
sentences with "because" quoted fewer right ones for 285 questions that ask why (267 instead of 272).
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from retrieval.language.lexicon import entries, words
from retrieval.language.numbers import numbers
from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank

MAX_APART = 100
"""The most characters between a thing and the words that say who made it."""


class AnswerType(NamedTuple):
    """What states such an answer, whether nothing else can answer, and whether it says what a thing is.

    Where it is required, `may_state` is enough if there is one: other words that may be an answer, too.
    """

    is_stated: Callable[[str], bool]
    is_required: bool = True
    is_definition: bool = False
    may_state: Callable[[str], bool] | None = None

    def answers(self, text: str) -> bool:
        """Return whether words can be such an answer."""
        return not self.is_required or (self.may_state or self.is_stated)(text)


def expected_type(question: str) -> AnswerType | None:
    """Return the type of answer that a question asks for, `None` where any words may answer it."""
    made = ASKS_WHO_MADE.match(question)
    if made and _is_name(made["work"]):
        return _maker_of(made["work"])
    asked = _ASKS_WHAT_IT_IS.match(question)
    if asked:
        says_what_it_is = _pattern(_WHAT_IT_IS.format(name=re.escape(asked[1])))
        return AnswerType(
            lambda text: says_what_it_is.search(text) is not None, is_required=False, is_definition=True
        )
    return next((expected for asks, expected in _TYPES.items() if asks.search(question)), None)


def _is_name(work: str) -> bool:
    """Return whether what somebody made is called by a name: not "the most goals", "the decision"."""
    words = work.split()
    return any(word[0].isupper() or frequency_rank(word.lower()) >= UNKNOWN_RANK for word in words)


def _maker_of(work: str) -> AnswerType:
    """Return the type of answer that names who made something: a given name next to it, and its making.

    The maker may have another name, but nothing answers that doesn't say that somebody made that thing.
    """
    own_words = set(work.lower().split())
    named = _pattern(rf"\b{re.escape(work.strip()) or '(?!)'}\b")

    def names_beside(text: str, making: re.Pattern[str]) -> set[str]:
        names = set[str]()
        for found in named.finditer(text):
            around = text[max(0, found.start() - MAX_APART) : found.end() + MAX_APART]
            if making.search(around):
                names.update(name.lower() for name in _NAME.findall(around))
        return names - own_words

    is_maker = _pattern(_IS_MAKER.format(name=re.escape(work.strip())))

    def is_stated(text: str) -> bool:
        if is_maker.search(text):
            return True
        return not words("given_names").isdisjoint(names_beside(text, _MAKING))

    def may_state(text: str) -> bool:
        return is_stated(text) or bool(names_beside(text, _MADE))

    return AnswerType(is_stated, is_definition=True, may_state=may_state)


def _any_of(*names: str) -> str:
    return "|".join(entry for name in names for entry in entries(name))


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


_MONEY = _pattern(rf"[$€£]\s?\d|\b(?:{_any_of('units_of_money')})\b")
_SHARE = _pattern(r"\d\s?%|\bper ?cent|\b(?:half|thirds?|quarters?|\d+ out) of\b")
_AMOUNT = _pattern(rf"\b(?:{_any_of('stated_amounts')})\b")
_TIME = _pattern(rf"\b(?:{_any_of('stated_times')})\b")
_PERSON = re.compile(rf"(?<=[a-z,] )[A-Z][a-z]+|\b(?i:{_any_of('people')})\b")
_ASKS_WHAT_IT_IS = _pattern(
    r"\W*(?:(?:so|and|ok|hey) )*(?:what|who)(?: is| are|['’]?s) (?:an? |the |this )?"
    r"([\w.'’-]+(?: [\w.'’-]+){0,2}?)(?: (?:exactly|again|anyway))?\W*$"
)
ASKS_WHO_MADE = _pattern(
    r"\W*(?:(?:and|so|but|ok|hey),? )*who(?:['’]s| is| was| were| are)? "
    r"(?:(?:originally|first|actually|really|even) )?"
    r"(?:made|makes|created|wrote|built|founded|started|invented|developed|designed|behind|"
    r"the (?:author|creator|founder|maker|inventor|developer)s? (?:of|behind)) "
    r"(?:an? |the )?(?P<work>[\w.'’-]+(?: [\w.'’-]+){0,2}?)\W*$"
)
_MAKING = _pattern(
    r"\b(?:creat(?:e|ed|or|ors|ing)|author|founder|founded|co-?founde[rd]|mak(?:e|er|ers|ing)|made|inventor|"
    r"invented|wrote|written|buil[dt]|building|develop(?:s|ed|er|ers)|design(?:ed|er)|start(?:ed|ing)|"
    r"behind|result|work)\b"
)
_MADE = _pattern(
    r"\b(?:created|creators?|founded|(?:co-?)?founders?|invented|inventors?|written|wrote|built|developed|"
    r"designed|authors?|(?:made|led|maintained|started) by|came out of)\b"
)
_IS_MAKER = (
    r"\b[\w'’-]+(?: is|['’]s| was| are| were|,) (?:the|an?|one of the) "
    r"(?:[\w-]+ ){{0,2}}?(?:(?:co-?)?founders?|creators?|authors?|inventors?|makers?|developers?) "
    r"(?:and [\w-]+ )?(?:of|behind) (?:the )?{name}\b"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_WHAT_IT_IS = (
    r"(?:(?:^|[.,;?!] |\b(?:and|so|but|be|like|is|called) )(?:(?:an?|the) )?{name}s?"
    r"|\b{name}s?,? (?:which|that))"
    r"(?: it)?(?:['’]s| is| are)(?: (?:basically|essentially|really|like|just|actually|kind of|sort of))*"
    rf" (?:an?|our|the|one of)\b(?! (?:{_any_of('evaluating_words')})\b)"
)
_OF_OTHERS = _pattern(
    r"(?:(?<![\d,.])\d[\d,.]{0,15}(?: ?[kmb])?"
    r"|\b(?:hundreds?|thousands?|[mb]illions?|dozens?|couple|few|several))(?: of)?"
    rf"(?: [\w-]{{1,30}})?? (?:{_any_of('audience')})\b"
    r"|(?<![\w-])[\w-]{1,30}[- ]years?[- ]old\b"
)
"""Numbers that aren't the size of a staff: how many people use something, and somebody's age."""


def _states_amount(text: str) -> bool:
    return _AMOUNT.search(text) is not None or bool(numbers(text))


_TYPES = {
    _pattern(
        r"\bhow many (?:\w+ )?(?:people|persons|engineers|developers|folks)\b.*\b(?:work|employ|team)"
        r"|\bhow many (?:employees|staff)\b"
    ): AnswerType(lambda text: _states_amount(_OF_OTHERS.sub(" ", text))),
    _pattern(
        rf"\b(?:how much|what)\b(?:\W+[\w'’]+){{0,5}}?\W+(?:{_any_of('amounts_of_money')})\b(?! for\b\W*$)"
        r"|\bhow (?:expensive|much money)\b"
    ): AnswerType(lambda text: _MONEY.search(text) is not None),
    _pattern(r"\b(?:what|which|how) (?:percentage|percent|share|fraction|proportion)\b"): AnswerType(
        lambda text: _SHARE.search(text) is not None
    ),
    _pattern(r"\bhow (?:many|old)\b"): AnswerType(_states_amount),
    _pattern(
        r"\bwhen (?:exactly )?(?:did|was|were)\b|\b(?:what|which) (?:year|date|month)\b"
        r"|^\W*when(?: is|'s)\b.* (?:due|released?|launch(?:ed|ing)?)\W*$"
    ): AnswerType(lambda text: _TIME.search(text) is not None),
    _pattern(
        r"^\W*(?:(?:and|so|but) )?(?:who|whose|whom)\b|\bwh(?:ich|at) (?:person|people|guest|host)\b"
    ): AnswerType(lambda text: _PERSON.search(text) is not None, is_required=False),
}
"""The questions for a number or a time, which nothing else answers, and for a person."""
