"""Find plain negations, and sentences that say the opposite of each other."""

import re

from retrieval.language import lexicon
from retrieval.language.words import SIMPLE_WORD, content_stems

# Both were set on 44 free answers to podcast questions and 280 sentences of transcripts, each with a negation
# added or removed: 73% and 80% are found, most of the rest being no English, and 4% of true answers are lost.
_SAME_WORDING_SHARE = 0.8
"""The share of a claim's stems that the other sentence must have for one opposed word to be enough."""
_MIN_OPPOSED_SHARE = 0.15
"""The share of all common stems that must be opposed where the wording differs more."""
_NEGATORS = lexicon.words("negators")
_OBJECTS = frozenset({"nothing", "none", "nobody", "nowhere"})
_CLAUSE_END = re.compile(r"[.,;:!?—]|\b(?:but|because|although|though|whereas|while|so|and|or|which|who)\b")


def polarity(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the content stems that a text affirms, and those that it negates.

    A negation reaches to the end of its clause and, if it is itself an object ("knows nothing"), also over
    the word before it. "Not only" negates nothing.
    """
    affirmed: set[str] = set()
    negated: set[str] = set()
    for clause in _CLAUSE_END.split(text.lower().replace("’", "'").replace("not only", "")):
        words = SIMPLE_WORD.findall(clause)
        at = next((i for i, w in enumerate(words) if is_negator(w)), len(words))
        if at < len(words) and words[at] in _OBJECTS:
            at = max(at - 1, 0)
        affirmed.update(content_stems(" ".join(words[:at])))
        negated.update(content_stems(" ".join(word for word in words[at:] if not is_negator(word))))
    return frozenset(affirmed), frozenset(negated)


def contradicts(one: str, other: str) -> bool:
    """Return whether `one` plainly negates what `other` affirms, or the other way round.

    Where `other` has most words of `one`, a single opposed word is enough. A freer wording shares words by
    chance, so there most of the negated words in both must be affirmed by the other side, and they must be a
    fair share of all common words.
    """
    yes, no = polarity(one)
    also_yes, also_no = polarity(other)
    shared = len((yes | no) & (also_yes | also_no))
    similar = shared >= _SAME_WORDING_SHARE * len(yes | no)
    for negated, affirmed, denied in ((no - yes, also_yes, also_no), (also_no - also_yes, yes, no)):
        common = negated & (affirmed | denied)
        opposed = (common & affirmed) - denied
        if opposed and (
            similar or (len(opposed) > len(common) / 2 and len(opposed) >= _MIN_OPPOSED_SHARE * shared)
        ):
            return True
    return False


def negated_words(text: str) -> frozenset[int]:
    """Return the character offsets of the words that stand after a negation in their clause."""
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
