"""The answer chain: condense → retrieve → generate → prove, four LangChain Runnables named for traces."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from retrieval.answering.answerer import Answerer
from retrieval.answering.extractive import cite_nearest
from retrieval.answering.follow_ups import StandaloneQuestion
from retrieval.answering.fusion import fuse_rankings
from retrieval.answering.grounding import Embed
from retrieval.answering.proving import Proof, Prover
from retrieval.answering.verification import Verifier
from retrieval.answering.voices import mark_others
from retrieval.concurrency import map_in_order
from retrieval.errors import ModelError
from retrieval.models import Answer, Citation, Draft, Hit, Question, Scope, Sentence, SentenceSink, Timings
from retrieval.texts import Text

ANSWER_TIMEOUT_SECONDS = 60.0
"""Longest time for a whole answer, in seconds, retrieval included."""

FindHits = Callable[[str, Scope], Awaitable[Sequence[Hit]]]
Search = Callable[[str, Scope, int], Awaitable[Sequence[Hit]]]
ProveDraft = Callable[[Draft, Sequence[Hit], str], Awaitable[Proof]]
CiteNearest = Callable[[str, Sequence[Hit]], Sequence[Citation]]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question that stands alone, with its search queries, and what was asked."""

    standalone: StandaloneQuestion
    asked: Question


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The hits for a question, best first, and how many seconds the search took."""

    question: str
    hits: tuple[Hit, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part of what the answerer wrote; the positions that drafts cite are those in `hits`."""

    results: SearchResults
    hits: tuple[Hit, ...]
    sentences: tuple[Draft | Sentence, ...] = ()

    def __add__(self, other: "WrittenPart") -> "WrittenPart":
        return replace(self, sentences=self.sentences + other.sentences)


@dataclass(frozen=True, slots=True)
class ProvenPart:
    """A part of the answer: sentences that are proven, and how many of the model's were not."""

    results: SearchResults
    sentences: tuple[Sentence, ...] = ()
    rejected: int = 0

    def __add__(self, other: "ProvenPart") -> "ProvenPart":
        return ProvenPart(other.results, self.sentences + other.sentences, self.rejected + other.rejected)


def create_chain(
    find: FindHits, answerer: Answerer, prove_draft: ProveDraft
) -> Runnable[Question, ProvenPart]:
    """Return the chain as one Runnable; streamed, it yields each sentence as soon as it is proven.

    Sentences are proven while later ones are written, and come in the order in which they were written.
    Raises what `find` and `answerer` raise.
    """

    async def condense(asked: Question) -> SearchRequest:
        standalone = await answerer.rewrite_follow_up(asked.text, asked.history)
        return SearchRequest(standalone, asked)

    async def retrieve(request: SearchRequest) -> SearchResults:
        started = time.monotonic()
        queries = request.standalone.queries
        asked = request.asked
        rankings = await asyncio.gather(*(find(query.text, asked.scope) for query in queries))
        weights = [query.weight for query in queries]
        fused = fuse_rankings(list(zip(weights, rankings, strict=True)))
        hits = tuple(hit for hit in fused if hit.key not in asked.without)
        if asked.voice:
            hits = mark_others(hits, asked.voice)
        return SearchResults(request.standalone.question, hits, time.monotonic() - started)

    async def generate(inputs: AsyncIterator[SearchResults]) -> AsyncIterator[WrittenPart]:
        async for results in inputs:
            hits = tuple(answerer.select_hits(results.hits))
            yield WrittenPart(results, hits)
            async for sentence in answerer.write(results.question, hits):
                yield WrittenPart(results, hits, (sentence,))

    async def prove(parts: AsyncIterator[WrittenPart]) -> AsyncIterator[ProvenPart]:
        seen: set[str] = set()
        async with aclosing(map_in_order(partial(_prove, prove_draft), parts)) as proven_parts:
            async for proven in proven_parts:
                new = tuple(s for s in proven.sentences if s.text.casefold() not in seen)
                seen.update(sentence.text.casefold() for sentence in new)
                yield replace(proven, sentences=new)

    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableGenerator(generate, name="generate")
        | RunnableGenerator(prove, name="prove")
    ).with_config(run_name="answer")


def build_answer_chain(
    search: Search, answerer: Answerer, verifier: Verifier | None, embed: Embed
) -> "AnswerChain":
    """Return the chain that answers by `answerer` and proves drafts by rules and `verifier`.

    `search` finds the `k` best hits for a query; `embed` returns unit vectors.
    """

    def find(query: str, scope: Scope) -> Awaitable[Sequence[Hit]]:
        return search(query, scope, answerer.hit_count)

    return AnswerChain(find, answerer, Prover(verifier, embed=embed).prove, cite_nearest)


class AnswerChain:
    """Runs the chain and returns an Answer; `cite_nearest` picks the citations that a refusal shows."""

    def __init__(
        self, find: FindHits, answerer: Answerer, prove_draft: ProveDraft, cite_nearest: CiteNearest
    ) -> None:
        self.runnable = create_chain(find, answerer, prove_draft)
        self._answerer, self._cite_nearest = answerer, cite_nearest

    @property
    def model(self) -> str:
        """The name of the model that writes the answers."""
        return self._answerer.name

    async def ask(self, asked: Question, on_sentence: SentenceSink | None = None) -> Answer:
        """Return the answer; `on_sentence` is called with each of its sentences as soon as it is proven.

        Raises what the search raises, and ModelError.
        """
        asked = replace(asked, text=asked.text.strip())
        started = time.monotonic()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS) as deadline:
                whole = await self._collect(asked, on_sentence)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise ModelError(Text("The answer took too long; please ask again later.")) from error
        results = whole.results
        nearest = () if whole.sentences else tuple(self._cite_nearest(results.question, results.hits))
        total = time.monotonic() - started
        timings = Timings(results.seconds, total - results.seconds, total)
        return Answer(
            asked.text,
            whole.sentences,
            nearest,
            self._answerer.name,
            seconds=timings,
            rejected=whole.rejected,
            relevance=_relevance(whole.sentences, results.hits),
        )

    async def _collect(self, asked: Question, on_sentence: SentenceSink | None) -> ProvenPart:
        whole = ProvenPart(SearchResults(asked.text, (), 0.0))
        async for part in self.runnable.astream(asked):
            whole += part
            if on_sentence:
                for sentence in part.sentences:
                    await on_sentence(sentence)
        return whole


def _relevance(sentences: Sequence[Sentence], hits: Sequence[Hit]) -> float | None:
    cited = {citation.key for sentence in sentences for citation in sentence.citations}
    relevances = (1.0 if hit.pinned else hit.relevance for hit in hits if hit.key in cited)
    return max((relevance for relevance in relevances if relevance is not None), default=None)


async def _prove(prove_draft: ProveDraft, part: WrittenPart) -> ProvenPart:
    """Return the proven sentences of one part.

    Any hit may prove a draft, including one that the model wasn't shown.
    """
    shown = {hit.key for hit in part.hits}
    hits = (*part.hits, *(hit for hit in part.results.hits if hit.key not in shown))
    proven = ProvenPart(part.results)
    for sentence in part.sentences:
        if isinstance(sentence, Sentence):
            proven += ProvenPart(part.results, (sentence,))
        else:
            proof = await prove_draft(sentence, hits, part.results.question)
            proven += ProvenPart(part.results, proof.sentences, proof.rejected)
    return proven
