"""Finds plain negations, and sentences that say the opposite of each other."""

import re

from retrieval.language import lexicon
from retrieval.language.words import content_stems

NEAR = 0.8
FLIPPED = 0.15
"""Set by 44 free answers to podcast questions and 280 sentences of transcripts, each with a negation put in
or taken out: 73% and 80% are found, most of the rest being no English, and 4% of true answers are lost."""
_NEGATORS = lexicon.words("negators")
_OBJECTS = frozenset({"nothing", "none", "nobody", "nowhere"})
_SIMPLE = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_CLAUSE_END = re.compile(r"[.,;:!?—]|\b(?:but|because|although|though|whereas|while|so|and|or|which|who)\b")


def polarity(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The content stems that a text affirms, and those that it negates.

    A negation reaches to the end of its clause, and where it is itself an object ("knows nothing") also
    over the word before it. "Not only" negates nothing.
    """
    affirmed: set[str] = set()
    negated: set[str] = set()
    for clause in _CLAUSE_END.split(text.lower().replace("’", "'").replace("not only", "")):
        words = _SIMPLE.findall(clause)
        at = next((i for i, w in enumerate(words) if _negates(w)), len(words))
        if at < len(words) and words[at] in _OBJECTS:
            at = max(at - 1, 0)
        affirmed.update(content_stems(" ".join(words[:at])))
        negated.update(content_stems(" ".join(word for word in words[at:] if not _negates(word))))
    return frozenset(affirmed), frozenset(negated)


def contradicts(one: str, other: str) -> bool:
    """Whether `one` plainly negates what `other` affirms, or the other way round.

    Where most words of `one` are in `other`, a single word will do; a free wording shares some by chance, so
    there most of the negated words that both speak of must be affirmed, and be a fair part of all shared.
    """
    yes, no = polarity(one)
    also_yes, also_no = polarity(other)
    shared = len((yes | no) & (also_yes | also_no))
    near = shared >= NEAR * len(yes | no)
    for negated, affirmed, denied in ((no - yes, also_yes, also_no), (also_no - also_yes, yes, no)):
        spoken = negated & (affirmed | denied)
        flipped = (spoken & affirmed) - denied
        if flipped and (near or (len(flipped) > len(spoken) / 2 and len(flipped) >= FLIPPED * shared)):
            return True
    return False


def _negates(word: str) -> bool:
    return word in _NEGATORS or word.endswith("n't")
