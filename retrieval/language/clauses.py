"""Split unpunctuated speech into clauses that can be read, by the words around each boundary."""

import re

from retrieval.language import lexicon
from retrieval.language.optimal_cuts import cheapest_cuts

MAX_CLAUSE_WORDS = 30
"""The longest clause, in words."""
MIN_CLAUSE_WORDS = 8
"""The shortest clause, in words, that costs nothing extra."""
_CLAUSE_WORDS = 16
"""The length of clause, in words, that costs nothing."""
_MAX_PUNCTUATED_WORDS = 90
"""Words that a sentence with a capital and a full stop may have without punctuation inside."""
_UNLIKELY_BOUNDARY = 1.2
"""The boundary cost from which a cut is considered only if no cheaper one is within reach."""

_CLAUSE_PUNCTUATION = re.compile(
    r"[.,;:!?\u2026](?=\s|$)|[\u3001\u3002\uff0c\uff01\uff1f]|\s[-\u2013\u2014]+\s"
)
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
    """Return whether a sentence is too long to be read as one and has hardly any punctuation inside."""
    words = len(sentence.split())
    if words <= MAX_CLAUSE_WORDS:
        return False
    marks = len(_CLAUSE_PUNCTUATION.findall(sentence.rstrip(".?!\"' ")))
    ended = sentence[:1].isupper() and sentence.rstrip("\"'\u201d\u2019)").endswith((".", "?", "!"))
    return words > (_MAX_PUNCTUATED_WORDS if ended else MAX_CLAUSE_WORDS) * (1 + marks)


def split_clauses(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the clauses of `text`, which hold all its words: 8 to 30 each where possible.

    The cuts are those of the least total cost, of lengths (squared distance from 16 words) and boundaries.
    """
    places = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    words = [text[start:end].lower() for start, end in places]
    costs = [
        0.0,
        *(boundary_cost(words[max(0, i - 2) : i], words[i : i + 2]) for i in range(1, len(words))),
        0.0,
    ]
    lengths = [_length_cost(count) for count in range(MAX_CLAUSE_WORDS + 1)]
    first = [max(0, end - MAX_CLAUSE_WORDS) for end in range(len(words) + 1)]
    parts = cheapest_cuts(costs, first, lambda start, end: lengths[end - start], _UNLIKELY_BOUNDARY)
    return [(places[low][0], places[high - 1][1]) for low, high in parts]


def _length_cost(words: int) -> float:
    return ((words - _CLAUSE_WORDS) / _CLAUSE_WORDS) ** 2 + 0.5 * max(0, MIN_CLAUSE_WORDS - words)


def boundary_cost(before: list[str], after: list[str]) -> float:
    """Return how unlikely a clause ends between the words `before` and `after` (lower case): -0.2 to 4.

    The costs were set by reading where they cut three real podcasts without punctuation.
    """
    last, first = before[-1], after[0]
    following = after[1] if len(after) > 1 else ""
    if last.endswith("]") or first.startswith("["):  # "[Music]" stands apart
        return 0.0 if len(first) + len(last) > 8 else 2.0
    if last[-1] in ",.?!;:\u2026" and len(last) > 1:
        return 0.2
    return _opening_cost(first, following, last) + _ending_cost(before)


def _ending_cost(before: list[str]) -> float:
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


def _opening_cost(first: str, following: str, last: str) -> float:
    if first == "so" and following in _AFTER_SO and following != "i":
        return 1.8
    if first == "well" and last in ("as", "very", "pretty", "really", "yeah", "oh"):
        return 1.8
    if first in ("yeah", "right", "okay") and last in (first, "all", "oh", "yeah"):
        return 2.0
    if first in _OPENERS:
        return 0.1
    if first in ("and", "or"):
        return 0.3 if following in _AFTER_AND else 1.4
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
