"""Cuts talk without punctuation into stretches that can be read, at the words that people begin anew with."""

import re

from retrieval.language import lexicon
from retrieval.language.optimal_cuts import cheapest_cuts

MAX_CLAUSE_WORDS = 30
MIN_CLAUSE_WORDS = 8
_WANTED = 16
_RUN_ON = 90
_UNLIKELY = 1.2

_PUNCTUATION = re.compile(r"[.,;:!?\u2026](?=\s|$)|[\u3001\u3002\uff0c\uff01\uff1f]|\s[-\u2013\u2014]+\s")


_SUBJECTS = lexicon.words("clause_subjects")
_OPENERS = lexicon.words("clause_openers")
_CONJUNCTIONS = lexicon.words("clause_conjunctions")
_QUESTION_WORDS = lexicon.words("question_words")
_AUXILIARIES = lexicon.words("auxiliary_verbs")
_AFTER_PRONOUN = lexicon.words("words_after_pronouns")
_AFTER_SO = lexicon.words("words_after_so")
_UNFINISHED = lexicon.words("unfinished_endings")
_BEFORE_CLAUSE = lexicon.words("words_before_clauses")
_HESITATIONS = frozenset({"um", "uh", "er", "like"})
_AFTER_AND = _SUBJECTS | _OPENERS | _CONJUNCTIONS | {"then"}
_TAGS = frozenset({"right", "yeah", "okay", "ok"})


def is_unpunctuated(sentence: str) -> bool:
    """Whether a sentence is too long to be read as one and has next to no punctuation inside."""
    words = len(sentence.split())
    if words <= MAX_CLAUSE_WORDS:
        return False
    marks = len(_PUNCTUATION.findall(sentence.rstrip(".?!\"' ")))
    ended = sentence[:1].isupper() and sentence.rstrip("\"'\u201d\u2019)").endswith((".", "?", "!"))
    return words > (_RUN_ON if ended else MAX_CLAUSE_WORDS) * (1 + marks)


def split_clauses(text: str) -> list[tuple[int, int]]:
    """(start, end) of the stretches of `text`, 8 to 30 words each where it can be, that hold all its words.

    They are the cheapest under the cost of odd lengths (squared distance from 16 words) and unlikely seams.
    """
    places = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    words = [text[start:end].lower() for start, end in places]
    costs = [
        0.0,
        *(boundary_cost(words[max(0, i - 2) : i], words[i : i + 2]) for i in range(1, len(words))),
        0.0,
    ]
    lengths = [_length(count) for count in range(MAX_CLAUSE_WORDS + 1)]
    first = [max(0, end - MAX_CLAUSE_WORDS) for end in range(len(words) + 1)]
    parts = cheapest_cuts(costs, first, lambda start, end: lengths[end - start], _UNLIKELY)
    return [(places[low][0], places[high - 1][1]) for low, high in parts]


def _length(words: int) -> float:
    return ((words - _WANTED) / _WANTED) ** 2 + 0.5 * max(0, MIN_CLAUSE_WORDS - words)


def boundary_cost(before: list[str], after: list[str]) -> float:
    """How unlikely a stretch of talk ends between the words `before` and `after` (lower case), from 0 to 4.

    The costs were set by reading where they cut the talk of three real podcasts without punctuation.
    """
    last, first = before[-1], after[0]
    following = after[1] if len(after) > 1 else ""
    if last.endswith("]") or first.startswith("["):  # "[Music]" stands apart
        return 0.0 if len(first) + len(last) > 8 else 2.0
    if last[-1] in ",.?!;:\u2026" and len(last) > 1:
        return 0.2
    return _opening(first, following, last) + _hanging(before)


def _hanging(before: list[str]) -> float:
    last = before[-1]
    if last in _TAGS and not (
        len(before) > 1 and before[-2] in ("all", "the", "a", "that's", "right", "yeah")
    ):
        return -0.2  # "..., right": a tag ends what it follows
    if last in _UNFINISHED:
        return 1.6
    if last in _HESITATIONS:
        return 1.2
    return 0.8 if last in _BEFORE_CLAUSE else 0.0


def _opening(first: str, following: str, last: str) -> float:
    if first == "so" and following in _AFTER_SO and following != "i":
        return 1.8
    if first == "well" and last in ("as", "very", "pretty", "really", "yeah", "oh"):
        return 1.8
    if first in ("yeah", "right", "okay") and last in (first, "all", "oh", "yeah"):
        return 2.0
    if first in _OPENERS:
        return 0.1
    if first in ("and", "or"):
        begins_clause = following in _AFTER_AND
        return 0.3 if begins_clause else 1.4
    if first in _CONJUNCTIONS:
        return 0.6
    if first in _QUESTION_WORDS:
        return 0.5 if following in _AUXILIARIES or following in ("what", "if", "about") else 1.1
    if first in _AUXILIARIES:
        asks = following in _SUBJECTS and "'" not in following and last not in _SUBJECTS
        return 0.5 if asks else 2.0
    if first in ("let", "tell", "allow"):
        return 0.4 if following in ("me", "us") else 1.8
    if first in ("it", "you") and following not in _AFTER_PRONOUN:
        return 1.8
    if first in _SUBJECTS:
        return 0.8
    if first in ("uh", "um"):
        return 0.2 if following in _SUBJECTS or following in _OPENERS else 0.6
    return 2.0
