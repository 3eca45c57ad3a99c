"""Grounding: keep a sentence of an answer only where a retrieved segment supports it.

Nothing here trusts the model that wrote the sentence. Its citations are suggestions, its markup is removed,
its numbers and names are looked up, and its quotes are never used: quotes are cut from the segments.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.answering.claim_support import Claim, Evidence
from retrieval.answering.first_person import as_quotation
from retrieval.answering.model_sentences import split_sentences
from retrieval.models import Draft, Hit, Sentence

Embed = Callable[[list[str]], NDArray[np.float32]]
"""Return a unit vector per text, as an array of shape (texts, dimensions)."""

MIN_COVERAGE = 0.6
"""Share of a sentence's words, names and numbers that its evidence must have to prove it."""
MIN_PARAPHRASE_COVERAGE = 0.4
"""Share of a paraphrase's words that its evidence must have; its quote must also be similar.

Set by 64 sentences of human answers to podcast questions, which share few words with the talk on purpose: 64%
are kept, 50% without similarity; of 63 answers to other questions about the same episode 6%, about other
episodes none, and none of 60 with a number or a name exchanged. Of 360 sentences of the transcripts
themselves all are kept.
"""
MIN_PARAPHRASE_SIMILARITY = 0.5
"""Least cosine, by Podcite's embedding model, of a paraphrase and its quote.

Of 213 true sentences of answers 88% reach it with a sentence of a passage that they cite, and 7% with one of
another passage of the same episode; with all-MiniLM-L6-v2 and 0.55 they were 76% and 9%.
"""
MAX_SENTENCE_CITATIONS = 3
"""Most citations of one sentence."""


def ground(
    drafts: Sequence[Draft], hits: Sequence[Hit], question: str, *, embed: Embed | None = None
) -> tuple[Sentence, ...]:
    """Return the sentences of `drafts` that `hits` support, each with one to three citations that prove it.

    A citation of the draft is kept where its segment supports the sentence, otherwise replaced by the best
    retrieved segment that does; a sentence without any is dropped, and so is a repeated one. `embed` returns
    unit vectors; with it a paraphrase may share fewer words with its evidence.
    """
    kept: dict[str, Sentence] = {}
    for draft in drafts:
        for text, cited in split_sentences(draft):
            claim = Claim.parse(text, question, hits)
            positions = [number - 1 for number in dict.fromkeys(cited) if 1 <= number <= len(hits)]
            if evidence := _find_evidence(claim, positions, hits, embed):
                quoted = zip(evidence.hits, evidence.quotes, strict=True)
                citations = tuple(cite(hit.episode, hit.segment, quote) for hit, quote in quoted)
                shown = as_quotation(text, citations[0].quote)
                kept.setdefault(shown.casefold(), Sentence(shown, citations))
    return tuple(kept.values())


def _find_evidence(
    claim: Claim, cited: Sequence[int], hits: Sequence[Hit], embed: Embed | None
) -> Evidence | None:
    """Return all of the cited hits that prove a claim, else the best other hit that does, else `None`."""
    by_hit = [Evidence(claim, (hit,)) for hit in hits]
    candidates = [evidence for evidence in by_hit if evidence.coverage >= MIN_PARAPHRASE_COVERAGE]
    # What a segment denies isn't proven by another that says less of it.
    denied_coverage = max((evidence.coverage for evidence in candidates if evidence.contradicts), default=0.0)
    min_coverage = max(denied_coverage, MIN_PARAPHRASE_COVERAGE)

    def proves(evidence: Evidence) -> bool:
        return evidence.coverage >= min_coverage and _supports(evidence, embed)

    proven = [by_hit[position] for position in cited if proves(by_hit[position])]
    if proven:
        return Evidence(
            claim, tuple(hit for evidence in proven[:MAX_SENTENCE_CITATIONS] for hit in evidence.hits)
        )
    together = Evidence(claim, tuple(hits[position] for position in cited[:MAX_SENTENCE_CITATIONS]))
    others = sorted(candidates, key=lambda evidence: -evidence.coverage)
    return next((evidence for evidence in (together, *others) if proves(evidence)), None)


def _supports(evidence: Evidence, embed: Embed | None) -> bool:
    if evidence.rejection or not evidence.has_addresses:
        return False
    if evidence.coverage >= MIN_COVERAGE or embed is None:
        return evidence.coverage >= MIN_COVERAGE
    vectors = embed([evidence.claim.text, *evidence.quotes])
    return float((vectors[1:] @ vectors[0]).max()) >= MIN_PARAPHRASE_SIMILARITY
