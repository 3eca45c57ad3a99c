"""What an answer may say: a sentence stays only where a retrieved segment bears it out, word for word.

Nothing here trusts the model that wrote the sentence. Its citations are suggestions, its markup is removed,
its numbers and names are looked up, and its quotes are never used: quotes are cut from the segments.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.answering.claim_support import Claim, Evidence
from retrieval.answering.model_sentences import pieces
from retrieval.models import Draft, Hit, Sentence

__all__ = ["Draft", "Embed", "ground"]

Embed = Callable[[list[str]], NDArray[np.float32]]

COVERED = 0.6
"""The share of a sentence's words, names and numbers that its evidence must have to prove it…"""
SIMILAR, COSINE = 0.4, 0.55
"""…or a smaller share and this similarity to the quote. Set by 64 sentences of human answers to podcast
questions, which share few words with the talk on purpose: 64% are kept, 50% without similarity; of 63 answers
to other questions about the same episode 6%, about other episodes none, and none of 60 with a number or a
name exchanged. Of 360 sentences of the transcripts themselves all are kept."""
MAX_CITATIONS = 3


def ground(
    drafts: Sequence[Draft], hits: Sequence[Hit], question: str, *, embed: Embed | None = None
) -> tuple[Sentence, ...]:
    """The sentences of `drafts` that `hits` support, each with one to three citations that prove it.

    A citation of the draft is kept where its segment supports the sentence, otherwise replaced by the best
    retrieved segment that does; a sentence without any is dropped, and so is a repeated one. `embed` gives
    unit vectors; with it a paraphrase may share fewer words with its evidence.
    """
    kept: dict[str, Sentence] = {}
    for draft in drafts:
        for text, cited in pieces(draft):
            claim = Claim.read(text, question, hits)
            positions = [at - 1 for at in dict.fromkeys(cited) if 1 <= at <= len(hits)]
            if proof := _prove(claim, positions, hits, embed):
                quoted = zip(proof.hits, proof.quotes, strict=True)
                citations = tuple(cite(hit.episode, hit.segment, quote) for hit, quote in quoted)
                kept.setdefault(text.casefold(), Sentence(text, citations))
    return tuple(kept.values())


def _prove(claim: Claim, cited: Sequence[int], hits: Sequence[Hit], embed: Embed | None) -> Evidence | None:
    """The evidence for a claim: those of the cited hits that prove it, all together, or another hit."""
    alone = [Evidence(claim, (hit,)) for hit in hits]
    fair = [found for found in alone if found.coverage >= SIMILAR]
    # What a segment denies isn't proven by another that says less of it.
    bar = max((found.coverage for found in fair if found.contradicts), default=0.0)

    def proves(found: Evidence) -> bool:
        return found.coverage >= max(bar, SIMILAR) and _supports(found, embed)

    good = [alone[at] for at in cited if proves(alone[at])]
    if good:
        return Evidence(claim, tuple(hit for found in good[:MAX_CITATIONS] for hit in found.hits))
    jointly = Evidence(claim, tuple(hits[at] for at in cited[:MAX_CITATIONS]))
    others = sorted(fair, key=lambda found: -found.coverage)
    return next((found for found in (jointly, *others) if proves(found)), None)


def _supports(evidence: Evidence, embed: Embed | None) -> bool:
    if not evidence.is_sound or evidence.contradicts:
        return False
    if evidence.coverage >= COVERED or embed is None:
        return evidence.coverage >= COVERED
    vectors = embed([evidence.claim.text, *evidence.quotes])
    return float((vectors[1:] @ vectors[0]).max()) >= COSINE
