"""Recognize talk that can't be quoted alone: references to earlier words, filler, greetings, thanks."""

import re

from retrieval.language import lexicon
from retrieval.language.quotation_marks import quotation_marks


def _any(name: str) -> str:
    return f"(?:{'|'.join(lexicon.entries(name))})"


LEADING_FILLERS = re.compile(rf"(?:{_any('leading_fillers')}\b[\s,.\u2026-]*)+", re.IGNORECASE)
"""Matches all the words that lead into a sentence and can be left out: "Yeah, so, you know, "."""

DANGLING_OPENER = re.compile(rf"{_any('dangling_openers')}\b|\w+n't\b", re.IGNORECASE)
"""Matches a beginning that needs what was said before: "That's why"."""

FIRST_OR_SECOND_PERSON = re.compile(r"(?:i|i'm|i've|i'd|i'll|you|you're)\b", re.IGNORECASE)
"""Matches a beginning with the speaker or the listener as its subject."""

UNCLEAR_SPEECH = re.compile(r"[\[\]]|quote,? unquote|\b(\w+) \1 \1\b", re.IGNORECASE)
"""Finds notes of the transcriber, quotes within talk and words said three times."""

FILLERS = re.compile(
    rf"\b{_any('fillers')}|\b(\w+),? \1\b|\w-(?=\s)|\u2026|\.\.\.",
    re.IGNORECASE,
)
"""Finds fillers, words said twice and words broken off."""

HATEFUL_PHRASES = lexicon.phrases("hateful_phrases")
"""Finds talk against groups of people, which is quoted nowhere without what was said around it."""

_BARE_ASSENT = re.compile(rf"{_any('bare_assents')}[\s,.!\u2026]*", re.IGNORECASE)

VAGUE_WORDS = lexicon.words("vague_words")
COURTESIES = lexicon.phrases("courtesies")
ASKING_PHRASES = lexicon.phrases("asking_phrases")
_IN_OWN_WORDS = re.compile(r",?\s*\bin (?:his|her|their|your|its) (?:own )?words\b", re.IGNORECASE)


def is_bare_assent(sentence: str) -> bool:
    """Return whether a sentence only agrees, as "Exactly." does: the thought comes after it."""
    return _BARE_ASSENT.fullmatch(sentence) is not None


def is_balanced(text: str) -> bool:
    """Return whether each quotation that begins in a text also ends in it, and the other way round."""
    opened = False
    for _, opens in quotation_marks(text):
        if opens == opened:
            return False
        opened = opens
    return not opened


def strip_asides(query: str) -> str:
    """Return the query without "in his own words", which is true of every answer."""
    return _IN_OWN_WORDS.sub("", query)
