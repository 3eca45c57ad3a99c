"""Find negations, and the words that they reach."""

import re

from retrieval.language import lexicon
from retrieval.language.words import SIMPLE_WORD

_NEGATORS = lexicon.words("negators")
_OBJECTS = frozenset({"nothing", "none", "nobody", "nowhere"})
_CLAUSE_END = re.compile(r"[.,;:!?—]|\b(?:but|because|although|though|whereas|while|so|and|or|which|who)\b")


def negated_words(text: str) -> frozenset[int]:
    """Return the character offsets of the words that a negation reaches.

    It reaches to the end of its clause and, if it is itself an object ("knows nothing"), also over the word
    before it. "Not only" negates nothing.
    """
    folded = text.lower().replace("’", "'")
    found: set[int] = set()
    start = 0
    for end in [*(match.start() for match in _CLAUSE_END.finditer(folded)), len(folded)]:
        words = list(SIMPLE_WORD.finditer(folded, start, end))
        at = next((i for i, word in enumerate(words) if is_negator(word[0])), len(words))
        if at < len(words) and not folded.startswith("not only", words[at].start()):
            first = max(at - 1, 0) if words[at][0] in _OBJECTS else at + 1
            found.update(word.start() for word in words[first:])
        start = end
    return frozenset(found)


def is_negator(word: str) -> bool:
    """Return whether a lower-case word negates what follows it."""
    return word in _NEGATORS or word.endswith("n't")
