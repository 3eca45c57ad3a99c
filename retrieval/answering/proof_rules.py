"""Rules for a sentence and the words that it quotes: names, numbers, negation and common words. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.answering.claim_support import Claim, Evidence
from retrieval.answering.grounding import (
    MIN_COVERAGE,
    MIN_PARAPHRASE_COVERAGE,
    MIN_PARAPHRASE_SIMILARITY,
    Embed,
)
from retrieval.answering.quotes import QuotedEvidence
from retrieval.language.negation import contradicts
from retrieval.language.words import SIMPLE_WORD, find_names, normalize_name
from retrieval.models import Hit

COMMON_WORDS = 60
"""How many of the commonest words of the passages count as the function words of their language."""
MIN_COMMON_SHARE = 0.15
"""Share of a sentence's words among these below which its language is another; English ones have .3 to .6."""
MIN_FOREIGN_WORDS = 5
"""Words below which a sentence is too short to tell."""


def broken_rule(text: str, question: str, evidence: QuotedEvidence, hits: Sequence[Hit]) -> str:
    """Return which rule a sentence breaks, empty where it breaks none.

    A sentence in another language than the passages is held to its names and numbers only.
    """
    foreign = is_foreign(text, hits)
    claim = Claim.parse(text, question, hits)
    if foreign:
        claim = replace(claim, names=_unmistakable_names(text, hits))
    if not Evidence(claim, (_window(evidence),)).supports_specifics:
        return "names or numbers"
    if not foreign and contradicts(text, evidence.quote):
        return "negation"
    return ""


def shares_words(
    text: str, question: str, evidence: QuotedEvidence, hits: Sequence[Hit], embed: Embed | None
) -> bool:
    """Return whether a sentence has enough words in common with its evidence to be proven without a verifier.

    With `embed`, which returns unit vectors, a paraphrase that is near to its quote needs fewer.
    """
    coverage = Evidence(Claim.parse(text, question, hits), (_window(evidence),)).coverage
    if coverage >= MIN_COVERAGE or embed is None or coverage < MIN_PARAPHRASE_COVERAGE:
        return coverage >= MIN_COVERAGE
    vectors = embed([text, evidence.quote])
    return float(vectors[1] @ vectors[0]) >= MIN_PARAPHRASE_SIMILARITY


def is_foreign(text: str, hits: Sequence[Hit]) -> bool:
    """Return whether a sentence is in another language than the passages.

    It then has few of the words that are commonest in them.
    """
    words = SIMPLE_WORD.findall(text)
    common = _common_words(tuple(hit.segment.text for hit in hits))
    return len(words) >= MIN_FOREIGN_WORDS and sum(w in common for w in words) < MIN_COMMON_SHARE * len(words)


def _window(evidence: QuotedEvidence) -> Hit:
    return replace(evidence.hit, segment=evidence.segment)


def _unmistakable_names(text: str, hits: Sequence[Hit]) -> frozenset[str]:
    """Return the names of a sentence in which nouns may be capitalised too.

    They are spelled like a name (GPT, iPhone), stand beside another capitalised word, or are names in the
    passages.
    """
    known = {normalize_name(name) for hit in hits for name in find_names(hit.segment.text)}
    words = SIMPLE_WORD.findall(text)
    capitalised = [word[0].isupper() for word in words]
    return frozenset(
        word
        for at, word in enumerate(words)
        if any(char.isupper() for char in word[1:])
        or (capitalised[at] and normalize_name(word) in known)
        or (at > 1 and capitalised[at] and capitalised[at - 1])
    )


def _words(text: str) -> list[str]:
    return SIMPLE_WORD.findall(text.casefold())


@lru_cache(maxsize=32)
def _common_words(texts: tuple[str, ...]) -> frozenset[str]:
    counts = Counter(word for text in texts for word in _words(text) if word.isalpha())
    return frozenset(word for word, _ in counts.most_common(COMMON_WORDS))
