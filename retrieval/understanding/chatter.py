"""Small talk: greetings, thanks, goodbyes, praise, insults, tests, signs without words, and remarks."""

import re
import unicodedata

from retrieval.models.requests import Request
from retrieval.understanding.languages import language_of
from retrieval.understanding.message import Message
from retrieval.understanding.wording import (
    bare,
    consists_of,
    find,
    has,
    is_east_asian,
    is_whole,
    phrase_pattern,
    remove,
    whole_pattern,
    words_of,
)

_KINDS = (
    ("thanks", "thanks"),
    ("byes", "bye"),
    ("testing", "testing"),
    ("insults", "insult"),
    ("praise", "praise"),
    ("greetings", "greeting"),
    ("acknowledgements", "remark"),
)
_LISTS = (
    "greetings",
    "thanks",
    "byes",
    "praise",
    "insults",
    "acknowledgements",
    "testing",
    "addressed",
    "courtesies",
)
MIN_GIBBERISH_CHARACTERS = 5
"""The fewest letters of a word that is gibberish by its letters."""
_KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "1234567890")
_AFTER_THANKS = re.compile(
    r"(?:so much |very much |a lot )?(?:that|this|it|you|for|exactly|i|the|its|just|perfect|great|your|"
    r"all|again|now|man|a|will|i will|gonna|going|was|is|really|will|my|no|we|have|good|nice|though|"
    r"anyway|helped|fur|por|pour|pelo|pela|das|es|hat|war|me|m|ca|c|isso|eso|esto|ha|fue|foi|ajudou|sehr|ayudo)\b.*"
)
_CALLS_BOT = re.compile(r"\b(?:bot|robot|podcite|you|everyone|everybody|all)\b")
_AFTER_PRAISE = re.compile(r"(?:that|this|it|you|just|exactly|thanks|thank|what i (?:needed|wanted))\b.*")
_CLAUSE_START = re.compile(
    r"(?:^|[.,!;:]\s*|\s[-–—]\s*|\band |\bbut |\bso |\blol )(?:what|why|how|who|where|when|which|does|"
    r"did|do|can(?! not)|could(?! not)|would|should|has|have|tell|"
    r"is|are|was|were|am|any|explain|list|show|find|give|summari[sz]e|is there|are there|is it|was it|"
    r"is he|did he)\b(?! (?:an? (?:\w+ )?(?:episode|show|guest|guy|"
    r"legend|nerd|story|man|woman|conversation|interview|time|ride|day|mess|moment|joke|shame|take|voice|host)$))"
)


_INDIRECT_QUESTION = re.compile(
    r"\b(?:wonder(?:ing|ed)?|curious|(?:want|like|love|need)(?:ed)? to (?:know|understand|learn|find out)|"
    r"(?:do|did|can|could) not (?:know|remember|recall|understand|get|figure out)|"
    r"never (?:understood|got|knew|learn(?:ed|t)|figured out)|forgot|no idea|not sure|"
    r"unsure|confused|tell me|frage mich|weiss nicht|no se|me pregunto|je me demande|je ne sais pas|"
    r"nao sei|queria saber|quiero saber|wissen|savoir)\b,? (?:\w+ )?"
    r"(?:if|whether|about|what|why|how|who|whom|whose|where|when|which|ob|was|wie|warum|wer|wo|wann|welche\w*|"
    r"si|que|como|por que|quien|donde|cuando|comment|pourquoi|qui|ou|quand|se|quem|onde|quando|o que)\b"
    r"(?= \w)"
)
"""Asks in a subordinate clause: "I'm curious whether", "not sure what"."""


def find_chatter(message: Message) -> Request | None:
    """Return the request of a message that consists of small talk alone."""
    text = message.bare
    if not words_of(text):
        return (
            message.request("help", "usage")
            if "?" in message.raw and not _is_emoji(message.raw)
            else message.request("smalltalk", "emoji")
        )
    for name, detail in _KINDS:
        if any(is_whole(name, form) for form in message.wholes):
            return message.request("smalltalk", detail)
    if consists_of(text, *_LISTS):
        detail = next((detail for name, detail in _KINDS if has(name, text)), "")
        if detail or has("courtesies", text) or _CALLS_BOT.search(text):
            return message.request("smalltalk", detail or "greeting")
    if _is_greeting_to_name(message):
        return message.request("smalltalk", "greeting")
    if _is_gibberish(text, message):
        return message.request("smalltalk", "gibberish")
    if _is_thanks(message):
        return message.request("smalltalk", "thanks")
    if _is_praise(message):
        return message.request("smalltalk", "praise")
    return None


def find_remark(message: Message) -> Request | None:
    """Return the request of a message that says an opinion or news and asks for nothing."""
    if message.is_question or asks_in_clause(message.text):
        return None
    if language_of(message.raw) != "en" and has("clause_words", message.text):
        return None
    texts = (message.bare, message.core)
    if any(whole_pattern("remarks").fullmatch(text) for text in texts):
        return message.request("smalltalk", "remark")
    return None


def asks_in_clause(text: str) -> bool:
    """Return whether a clause of a text asks something, with or without a question mark."""
    plainer = remove(text, find("hedges", text))
    return any(_CLAUSE_START.search(form) for form in (text, plainer)) or bool(
        _INDIRECT_QUESTION.search(text)
    )


def _is_greeting_to_name(message: Message) -> bool:
    """Return whether it greets, thanks or takes leave of somebody by name, and says nothing else."""
    opening = next(
        (m for name in ("greetings", "thanks", "byes") if (m := phrase_pattern(name).match(message.bare))),
        None,
    )
    if opening is None or message.is_question:
        return False
    rest = words_of(message.bare[opening.end() :])
    return 0 < len(rest) <= 2 and all(
        word in message.names.name_words or word in message.names.show_aliases for word in rest
    )


def _is_thanks(message: Message) -> bool:
    """Return whether it begins with thanks and goes on with what they are for."""
    opening = phrase_pattern("thanks").match(message.bare)
    if opening is None or message.is_question or asks_in_clause(message.text):
        return False
    rest = message.bare[opening.end() :].strip()
    return not rest or _AFTER_THANKS.fullmatch(rest) is not None


def _is_praise(message: Message) -> bool:
    """Return whether it begins with praise, and goes on with what it is for."""
    opening = phrase_pattern("praise").match(message.text)
    if opening is None or message.is_question:
        return False
    rest = re.match(r"\s*[,.!]+\s*(.*)", message.text[opening.end() :])
    return rest is not None and _AFTER_PRAISE.fullmatch(bare(rest[1])) is not None


def _is_gibberish(text: str, message: Message) -> bool:
    """Return whether all words are runs of keys or have no vowels, and none is known."""
    words = words_of(text)
    if message.reference or len(words) > 3 or is_east_asian(text):
        return False
    return any(map(_is_mashed, words)) and all(_is_mashed(word) or _is_run_of_keys(word) for word in words)


def _is_run_of_keys(word: str) -> bool:
    return len(word) >= 3 and any(word in row or word in row[::-1] for row in _KEYBOARD_ROWS)


def _is_mashed(word: str) -> bool:
    if len(word) >= 4 and _is_run_of_keys(word):
        return True
    if len(word) >= 3 and len(set(word)) == 1:
        return True
    if len(word) < MIN_GIBBERISH_CHARACTERS or not word.isalpha():
        return False
    vowels = sum(letter in "aeiouy" for letter in word)
    longest = max((len(run) for run in re.findall(r"[^aeiouy]+", word)), default=0)
    on_row = any(set(word) <= set(row) for row in _KEYBOARD_ROWS[:3])
    repeated = len(word) >= 6 and len(set(word)) <= 3
    return vowels == 0 or longest >= 6 or (on_row and longest >= 4) or repeated


def _is_emoji(raw: str) -> bool:
    return any(unicodedata.category(character) in ("So", "Sk") for character in raw)


__all__ = ["bare", "find_chatter", "find_remark"]
