"""Tell whether a claim, or one of its clauses, has nothing to do with its evidence. Pure but for `embed`.

A sentence must have at least this much in common with what it quotes, and no verifier may overrule it: a
model that obeys instructions in a transcript would accept anything.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence

from retrieval.answering.grounding import Embed
from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.islands import unsaid_share
from retrieval.answering.proof.unsaid import word_weight

MAX_UNSAID_SHARE = 0.6
"""Share of unsaid words above which a claim must be similar to its evidence.

Of 936 human answers to questions about podcasts 4.6% have more, of answers to other questions 98%.
"""
MIN_SIMILARITY = 0.34
"""Least cosine, by Podcite's embedding model, of a claim above `MAX_UNSAID_SHARE` and its evidence.

1 of the 936 human answers has less, 97% of the answers to other questions.
"""
MIN_CLAUSE_WEIGHT = 1.9
"""Weight from which a clause without any said word must be similar too: two or three content words."""
MIN_CLAUSE_SIMILARITY = 0.16
"""Least cosine of a clause and its evidence; a clause has fewer words to be similar by."""
WINDOW_WORDS = 25
"""Words of the stretches of evidence that are compared; each begins in the middle of the one before."""
_CLAUSE_BREAK = re.compile(r"[,;:.!?—()]|\b(?:and|but|or|which|who|so|while|because)\b")


def is_unrelated(sentence: str, said: str, question: str, known: str, embed: Embed | None) -> bool:
    """Return whether a sentence, or a clause of it, is about something else than what was said.

    `known` is the metadata of the evidence. Without `embed`, nothing counts as unrelated.
    """
    if embed is None:
        return False
    alignment = Alignment.of(sentence, said, question, known)
    doubts = [(clause, MIN_CLAUSE_SIMILARITY) for clause in _unsaid_clauses(alignment, sentence)]
    if unsaid_share(alignment) > MAX_UNSAID_SHARE:
        doubts.append((sentence, MIN_SIMILARITY))
    if not doubts:
        return False
    vectors = embed([*(text for text, _ in doubts), *_windows(said)])
    nearest = (vectors[: len(doubts)] @ vectors[len(doubts) :].T).max(axis=1)
    return any(cosine < least for cosine, (_, least) in zip(nearest, doubts, strict=True))


def _unsaid_clauses(alignment: Alignment, sentence: str) -> Iterator[str]:
    """Yield the clauses that have content words, but none that was said, is known or was asked."""
    breaks = [found.start() for found in _CLAUSE_BREAK.finditer(sentence.lower())]
    clauses: dict[int, list[int]] = {}
    for at, word in enumerate(alignment.claim):
        if word.content:
            clauses.setdefault(bisect(breaks, word.start), []).append(at)
    for words in clauses.values():
        if not _is_borne_out(alignment, words) and _weight(alignment, words) >= MIN_CLAUSE_WEIGHT:
            yield sentence[alignment.claim[words[0]].start : alignment.claim[words[-1]].end]


def _is_borne_out(alignment: Alignment, words: Sequence[int]) -> bool:
    return any(alignment.matches[at] or alignment.is_known[at] or alignment.asked[at] for at in words)


def _weight(alignment: Alignment, words: Sequence[int]) -> float:
    return sum(word_weight(alignment.claim[at]) for at in words)


def _windows(said: str) -> list[str]:
    words, step = said.split(), WINDOW_WORDS // 2
    return [
        " ".join(words[start : start + WINDOW_WORDS]) for start in range(0, max(1, len(words) - step), step)
    ]
