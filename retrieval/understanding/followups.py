"""Messages about the answer before them: when, who, which episode, shorter, and elliptic new questions."""

import re
from dataclasses import replace

from retrieval.language import lexicon
from retrieval.models.requests import Request
from retrieval.understanding.message import Message
from retrieval.understanding.wording import (
    bare,
    clauses,
    consists_of,
    has,
    phrase_pattern,
    plain_form,
    whole_pattern,
)

WISHES = (
    "time",
    "person",
    "speaker",
    "episode",
    "shorter",
    "else",
    "more",
    "longer",
    "translate",
    "simpler",
    "verify",
    "wrong",
)
"""What a follow-up may want, in the order in which the lists are tried."""
LAST = "-1"
"""What stands for the last of the quotes of an answer; the others are numbered from 1."""
MAX_ELLIPTIC_WORDS = 9
"""The most words of a question that needs the one before it to be complete."""
MAX_PRONOUN_WORDS = 6
"""The most words of a question with a pronoun as its only subject that needs the one before it."""
_OF_ONE_QUOTE = ("time", "speaker", "episode", "longer", "translate", "simpler", "verify")
"""What may be wanted of one of the quotes of an answer."""
_PRONOUN_OPENER = re.compile(
    r"(?:is|was|does|did|do|are|were|has|had|would|can|why|how|when|where|what|who)\b"
)

_ORDINALS = lexicon.pairs("messages/ordinals")
"""The words for the place of a quote in an answer, `LAST` for the last."""
_QUOTES = (
    r"(?:one|quote|passage|answer|sentence|thing|point|part|bit|clip|statement|citation|source|zitat|satz|"
    r"stelle|cita|frase|phrase|citacao)"
)
_ONE_OF_QUOTES = re.compile(
    r"\b(?:(?:the|that|das|die|den|el|la|lo|le|o|a) )?"
    rf"(?P<word>{'|'.join(_ORDINALS)})(?: {_QUOTES})?\b|"
    rf"\b(?:the )?(?:{_QUOTES} (?:number |no |nr )?#?|(?:number|no|nr) |#)(?P<number>\d)\b"
)
"""Points to one of the quotes that an answer shows."""
_AND_THAT = re.compile(r"(?:(?:and|und|y|et|e|or|what about|how about) )?that")
"""Asks the same of another quote: "and the third?"."""
_THAT = ("that", "das", "eso", "ca", "isso")
"""How an answer with one quote is pointed to."""

_OWN_CLAUSE = re.compile(
    r"^(?:\w+ )*?(?:explain|tell|describe|say|summari[sz]e|erklar\w*|explica\w*|explique\w*)\b.*? "
    r"(?:what|how|why|whether|was|wie|warum|que|como|por que|ce que|pourquoi) "
    r"(?!(?:he|she|they|it|this|that|you|er|sie|das)\b)\w+ \w+"
)
"""Asks to explain something that it names itself, however simply: "explain simply what a wheel is"."""
_MEANT = re.compile(
    r"i (?:meant|mean|was (?:asking|talking)|am (?:asking|talking)|asked)\b|ich (?:meinte|meine)\b|"
    r"me referia\b|(?:je parlais|je voulais dire)\b|eu quis dizer\b"
)
"""Says what was meant: a correction next to a clause that says that the answer was wrong."""
_CLOCK = re.compile(r"(?:and |so |hey )?what (?:time|day) is it(?: now| right now| today| there| please)?")
"""Asks a clock, not for the place in a recording."""


def find_followup(message: Message) -> Request | None:
    """Return the request of a message that is about the last answer as a whole."""
    if message.spans and message.reference.is_certain and not message.history:
        return None
    if _CLOCK.fullmatch(message.bare):
        return None
    if _OWN_CLAUSE.search(message.bare):
        return None
    if one := _of_one_quote(message):
        return one
    texts = {form for text in message.wholes for form in (text, _without_lead(text))}
    parts = list(clauses(message.text))
    if len(parts) > 1:
        wishes = [
            _wish_or_meaning(part)
            for part in parts
            if not consists_of(part, "acknowledgements", "courtesies")
        ]
        if wishes and all(wishes) and wishes != ["meant"] * len(wishes):
            return message.request("followup", "wrong" if "meant" in wishes else wishes[-1] or "")
    if _names_what_was_meant(message):
        return message.request("followup", "wrong")
    for wish in WISHES:
        is_of_answer = message.history and not message.follows_catalog
        if wish == "shorter" and not is_of_answer and has("page_summary", message.text):
            continue
        if any(whole_pattern(f"followup_{wish}").fullmatch(text) for text in texts):
            return message.request("followup", wish)
    return None


def find_elliptic_question(message: Message) -> Request | None:
    """Return the request of a new question that is complete only with the one before it."""
    words = message.bare.split()
    opener = phrase_pattern("followup_question_openers").match(message.bare)
    if opener is None or len(words) > MAX_ELLIPTIC_WORDS:
        return None
    if _PRONOUN_OPENER.match(message.bare) and (len(words) > MAX_PRONOUN_WORDS or not message.history):
        return None
    if not message.history and message.reference.episodes:
        return None
    return message.request("followup", "question", message.bare[opener.end() :].strip())


def _of_one_quote(message: Message) -> Request | None:
    """Return the request of a message about one of several quotes, such as "who said the second one?".

    Its subject is the number of the quote.
    """
    if not message.history or message.follows_catalog:
        return None
    found = _ONE_OF_QUOTES.search(message.bare)
    if found is None:
        return None
    texts = (_ONE_OF_QUOTES.sub(that, message.bare, count=1) for that in _THAT)
    wish = next((wish for text in texts if (wish := _wish(_without_lead(text))) in _OF_ONE_QUOTE), None)
    if wish is None and _AND_THAT.fullmatch(_ONE_OF_QUOTES.sub("that", message.bare, count=1)):
        last = replace(message, text=plain_form(message.history[-1].question))
        before = _of_one_quote(last)
        wish = before.detail if before else None
    if wish is None:
        return None
    return message.request("followup", wish, found["number"] or _ORDINALS[found["word"]])


def _wish(text: str) -> str | None:
    """Return what a clause wants of the last answer, `None` where it is about something else."""
    plain = bare(text)
    return next((wish for wish in WISHES if whole_pattern(f"followup_{wish}").fullmatch(plain)), None)


def _wish_or_meaning(text: str) -> str | None:
    """Return what a clause wants of the last answer, "meant" where it says what was meant instead."""
    return _wish(text) or ("meant" if _MEANT.match(bare(text)) else None)


def _names_what_was_meant(message: Message) -> bool:
    """Return whether a message says that another episode was meant and no more: "I meant the tides one"."""
    opening = _MEANT.match(message.bare)
    if opening is None or not message.history or not message.reference.episodes:
        return False
    rest = message.bare[opening.end() :]
    for words in message.reference.words:
        rest = rest.replace(words.strip(), " ")
    return not rest.strip() or consists_of(rest.strip(), "function_words")


def _without_lead(text: str) -> str:
    first, _, rest = text.partition(" ")
    return (
        rest
        if first
        in (
            "and",
            "but",
            "ok",
            "okay",
            "hm",
            "hmm",
            "wait",
            "so",
            "lol",
            "sorry",
            "please",
            "und",
            "y",
            "et",
            "e",
        )
        else text
    )
