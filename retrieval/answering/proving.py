"""Prove a model's sentences: find the quote, apply the rules, then verify; what isn't proven is dropped."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import uuid4

from retrieval.answering.citations import cite
from retrieval.answering.first_person import as_quotation
from retrieval.answering.grounding import Embed
from retrieval.answering.model_sentences import split_sentences
from retrieval.answering.proof.judgement import Rejection
from retrieval.answering.proof_rules import CERTAIN, broken_rule, goes_astray, shares_words
from retrieval.answering.quotes import FoundQuote, QuotedEvidence, find_quote, surround
from retrieval.answering.verification import VERIFICATION_TIMEOUT_SECONDS, Verifier
from retrieval.errors import ModelError
from retrieval.language.conversation import is_bare_assent
from retrieval.models import Draft, Hit, Sentence
from retrieval.transcripts.segmenter import segment_sentences

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one draft: its proven sentences, and how many were rejected."""

    sentences: tuple[Sentence, ...] = ()
    rejected: int = 0


class Prover:
    """Proves drafts by their quotes.

    Rules reject a sentence whose names, numbers or negations differ from its evidence. What they leave is
    decided by `verifier`, as far as the sentence has something in common with its evidence; without one, a
    sentence must also share enough of its words with the evidence, or be near to it by `embed`.
    """

    def __init__(self, verifier: Verifier | None = None, *, embed: Embed | None = None) -> None:
        self._verifier, self._embed = verifier, embed

    async def prove(self, draft: Draft, hits: Sequence[Hit], question: str) -> Proof:
        """Return the proven sentences of a draft, each with its quote as the citation.

        A sentence whose quote is in none of `hits` is rejected, unless it is itself a quote. A verifier that
        fails is logged, not raised.
        """
        texts = [text for text, _ in split_sentences(draft)] or [draft.text]
        examined = await asyncio.to_thread(_examine, draft, texts, question, hits)
        if examined is None:
            log.info("Rejected %d sentence(s) (%s): no such quote", len(texts), _new_id())
            return Proof(rejected=len(texts))
        found, evidence, broken = examined
        judged = (
            self._reason_to_reject(rule, text, question, evidence, hits)
            for text, rule in zip(texts, broken, strict=True)
        )
        reasons = await asyncio.gather(*judged)
        citation = cite(found.hit.episode, found.hit.segment, found.text, found.start)
        for reason in filter(None, reasons):
            log.info(
                "Rejected a sentence on %s:%d (%s): %s",
                citation.episode.id,
                citation.segment,
                _new_id(),
                reason,
            )
        proven = [text for text, reason in zip(texts, reasons, strict=True) if not reason]
        shown = dict.fromkeys(as_quotation(text, citation.quote) for text in proven)
        sentences = tuple(Sentence(text, (citation,)) for text in shown)
        return Proof(sentences, len(texts) - len(proven))

    async def _reason_to_reject(
        self,
        broken: Rejection | None,
        text: str,
        question: str,
        evidence: QuotedEvidence,
        hits: Sequence[Hit],
    ) -> str:
        """Return why a sentence, which may have `broken` a rule, isn't proven; empty where it is."""
        about = text, question, evidence, hits
        if broken in CERTAIN:
            return str(broken)
        embed = self._embed
        if self._verifier is not None:
            try:
                async with asyncio.timeout(VERIFICATION_TIMEOUT_SECONDS):
                    verdict = await self._verifier.verify(text, question, evidence)
            except (ModelError, TimeoutError) as error:
                log.warning("%s did not verify a sentence (%s): %r", self._verifier.name, _new_id(), error)
                embed = None  # rules at their strictest: no paraphrases
            else:
                if verdict != "supported":
                    return verdict
                return await asyncio.to_thread(goes_astray, *about, embed)
        if broken:
            return str(broken)
        if astray := await asyncio.to_thread(goes_astray, *about, embed):
            return astray
        return "" if await asyncio.to_thread(shares_words, *about, embed) else "too few words in common"


def _examine(
    draft: Draft, texts: Sequence[str], question: str, hits: Sequence[Hit]
) -> tuple[FoundQuote, QuotedEvidence, list[Rejection | None]] | None:
    """Return the quote of a draft, the words around it, and which rule each of its sentences breaks."""
    found = _find(draft, hits)
    if found is None:
        return None
    evidence = surround(found, hits)
    return found, evidence, [broken_rule(text, question, evidence, hits) for text in texts]


def _find(draft: Draft, hits: Sequence[Hit]) -> FoundQuote | None:
    """Return the quote of a draft; without a right one, the draft itself where it repeats a passage."""
    found = find_quote(draft.quote, draft.cited, hits) or find_quote(draft.text, draft.cited, hits)
    return found and _without_assent(found)


def _without_assent(found: FoundQuote) -> FoundQuote:
    """Return a quote without the "Exactly." with which it begins, if more follows."""
    spans = segment_sentences(found.hit.segment)
    for span, following in pairwise(spans):
        begins = span.start_char == found.start and following.start_char < found.end
        if begins and is_bare_assent(span.text):
            found = replace(found, start=following.start_char)
    return found


def _new_id() -> str:
    return uuid4().hex[:8]
