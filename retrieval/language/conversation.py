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

TRANSCRIBERS_NOTE = re.compile(r"[\[\]]|\((?:inaudible|unintelligible|crosstalk)\b", re.IGNORECASE)
"""Finds what a transcriber could not hear, left out or added: "[inaudible 00:22:31]"."""

UNHEARD = re.compile(r"[\[(](?:inaudible|unintelligible|indiscernible|crosstalk|cross-talk)\b", re.IGNORECASE)
"""Finds what a transcriber could not hear: the words that are missing may be the point."""

STUTTERED_OPENER = re.compile(
    r"(?:(?:(?:i|we|you|they|he|she|it|the|a|an)(?:'\w+)?,\s+)+|(\w+(?:'\w+)?)\s+(?=\1\b))", re.IGNORECASE
)
"""Matches the first attempt at a sentence that begins again: "We, we have", "I, the best"."""

STUTTERS = re.compile(
    r"\b(\w+(?:'\w+)?)(?:,|-| -+)? \1\b|\b(?:the|a) (?:this|that|these|my|our)\b|"
    r"\b(i|we|you|they) (?:basically|just|actually|like|really|kind of|sort of) \2\b",
    re.IGNORECASE,
)
"""Finds words said twice and starts that are given up: "I basically I created"."""

ANNOUNCEMENTS = lexicon.phrases("announcements")
"""Finds talk about what comes next or was said before: "I'm going to give two examples"."""

SHOWN_PICTURES = lexicon.phrases("shown_pictures")
"""Finds talk about what only those who see it understand: "scroll down a bit"."""

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
