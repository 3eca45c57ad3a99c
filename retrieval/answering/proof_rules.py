"""Rules for a sentence and the words that it quotes: names, numbers, negation and common words. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.answering.claim_support import Claim, Evidence, episode_metadata
from retrieval.answering.grounding import (
    MIN_COVERAGE,
    MIN_PARAPHRASE_COVERAGE,
    MIN_PARAPHRASE_SIMILARITY,
    Embed,
)
from retrieval.answering.model_sentences import says_address, web_addresses
from retrieval.answering.proof.judgement import Rejection, Spoken, judge
from retrieval.answering.quotes import QuotedEvidence
from retrieval.answering.relatedness import is_unrelated
from retrieval.answering.rules_leak import repeats_rules
from retrieval.language.words import SIMPLE_WORD
from retrieval.models import Hit

COMMON_WORDS = 60
"""How many of the commonest words of the passages count as the function words of their language."""
MIN_COMMON_SHARE = 0.15
"""Least share of common words in a sentence of the same language; English ones have .3 to .6."""
MIN_FOREIGN_WORDS = 5
"""Words below which a sentence is too short to tell."""


CERTAIN = frozenset({Rejection.NUMBER, Rejection.UNIT, Rejection.COUNT, Rejection.NAME})
"""What no verifier may overrule: these rules hardly ever reject a true sentence, the others do at times."""


def broken_rule(text: str, question: str, evidence: QuotedEvidence, hits: Sequence[Hit]) -> Rejection | None:
    """Return which rule a sentence breaks, `None` where it breaks none.

    A sentence in another language than the passages is held to its names and numbers only, provided that the
    question isn't in the language of the passages.
    """
    segment, episode = evidence.segment, evidence.hit.episode
    spoken = Spoken(segment.text, segment.speakers, episode_metadata(episode, segment))
    return judge(text, (spoken,), question, same_language=not _may_differ(text, question, hits))


def goes_astray(
    text: str, question: str, evidence: QuotedEvidence, hits: Sequence[Hit], embed: Embed | None
) -> str:
    """Return why a sentence can't be proven by its evidence, whatever a verifier says; empty if it may be.

    It repeats the prompt's rules, has an address that nobody said, or it or a clause of it is about something
    else. Of a sentence in the question's own language, which the passages don't have, the last can't be told.
    """
    said = evidence.segment.text
    if repeats_rules(text, said):
        return "the rules of the prompt"
    if not all(says_address(said, address) for address in web_addresses(text)):
        return "an address that wasn't said"
    if _may_differ(text, question, hits):
        return ""
    known = episode_metadata(evidence.hit.episode, evidence.segment)
    return "nothing in common with its quote" if is_unrelated(text, said, question, known, embed) else ""


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


def _may_differ(text: str, question: str, hits: Sequence[Hit]) -> bool:
    """Return whether a sentence is in another language than the passages, as its question may be."""
    return is_foreign(text, hits) and not _is_in_their_language(question, hits)


def _is_in_their_language(text: str, hits: Sequence[Hit]) -> bool:
    return len(SIMPLE_WORD.findall(text)) >= MIN_FOREIGN_WORDS and not is_foreign(text, hits)


def _window(evidence: QuotedEvidence) -> Hit:
    return replace(evidence.hit, segment=evidence.segment)


@lru_cache(maxsize=32)
def _common_words(texts: tuple[str, ...]) -> frozenset[str]:
    counts = Counter(filter(str.isalpha, SIMPLE_WORD.findall("\n".join(texts).casefold())))
    return frozenset(word for word, _ in counts.most_common(COMMON_WORDS))
