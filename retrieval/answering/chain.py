"""The answer chain: condense → retrieve → generate → ground, four LangChain Runnables named for traces."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from retrieval.answering.answerer import Answerer
from retrieval.answering.follow_ups import StandaloneQuestion
from retrieval.answering.fusion import fuse_rankings
from retrieval.errors import ModelError
from retrieval.models import Answer, Citation, Draft, Hit, Question, Scope, Sentence, SentenceSink, Timings

ANSWER_TIMEOUT_SECONDS = 60.0
"""Longest time for a whole answer, in seconds, retrieval included."""

FindHits = Callable[[str, Scope], Awaitable[Sequence[Hit]]]
GroundDrafts = Callable[[Sequence[Draft], Sequence[Hit], str], Sequence[Sentence]]
CiteNearest = Callable[[str, Sequence[Hit]], Sequence[Citation]]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question that stands alone, with its search queries, and the scope to search."""

    standalone: StandaloneQuestion
    scope: Scope


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
class GroundedPart:
    """A part of the answer: sentences that are proven."""

    results: SearchResults
    sentences: tuple[Sentence, ...] = ()

    def __add__(self, other: "GroundedPart") -> "GroundedPart":
        return replace(self, sentences=self.sentences + other.sentences)


def create_chain(
    find: FindHits, answerer: Answerer, ground: GroundDrafts
) -> Runnable[Question, GroundedPart]:
    """Return the chain as one Runnable; streamed, it yields each sentence as soon as it is proven.

    Raises what `find` and `answerer` raise.
    """

    async def condense(asked: Question) -> SearchRequest:
        standalone = await answerer.rewrite_follow_up(asked.text, asked.history)
        return SearchRequest(standalone, asked.scope)

    async def retrieve(request: SearchRequest) -> SearchResults:
        started = time.monotonic()
        queries = request.standalone.queries
        rankings = await asyncio.gather(*(find(query.text, request.scope) for query in queries))
        weights = [query.weight for query in queries]
        hits = fuse_rankings(list(zip(weights, rankings, strict=True)))
        return SearchResults(request.standalone.question, hits, time.monotonic() - started)

    async def generate(inputs: AsyncIterator[SearchResults]) -> AsyncIterator[WrittenPart]:
        async for results in inputs:
            hits = tuple(answerer.select_hits(results.hits))
            yield WrittenPart(results, hits)
            async for sentence in answerer.write(results.question, hits):
                yield WrittenPart(results, hits, (sentence,))

    async def prove(parts: AsyncIterator[WrittenPart]) -> AsyncIterator[GroundedPart]:
        seen: set[str] = set()
        async for part in parts:
            proven = await asyncio.to_thread(_prove, part, ground)
            new = tuple(sentence for sentence in proven if sentence.text.casefold() not in seen)
            seen.update(sentence.text.casefold() for sentence in new)
            yield GroundedPart(part.results, new)

    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableGenerator(generate, name="generate")
        | RunnableGenerator(prove, name="ground")
    ).with_config(run_name="answer")


class AnswerChain:
    """Runs the chain and returns an Answer; `cite_nearest` picks the citations that a refusal shows."""

    def __init__(
        self, find: FindHits, answerer: Answerer, ground: GroundDrafts, cite_nearest: CiteNearest
    ) -> None:
        self.runnable = create_chain(find, answerer, ground)
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
            raise ModelError(f"The model {self._answerer.name} is too slow to answer; try again.") from error
        results = whole.results
        nearest = () if whole.sentences else tuple(self._cite_nearest(results.question, results.hits))
        total = time.monotonic() - started
        timings = Timings(results.seconds, total - results.seconds, total)
        return Answer(asked.text, whole.sentences, nearest, self._answerer.name, seconds=timings)

    async def _collect(self, asked: Question, on_sentence: SentenceSink | None) -> GroundedPart:
        whole = GroundedPart(SearchResults(asked.text, (), 0.0))
        async for part in self.runnable.astream(asked):
            whole = GroundedPart(part.results, whole.sentences + part.sentences)
            if on_sentence:
                for sentence in part.sentences:
                    await on_sentence(sentence)
        return whole


def _prove(part: WrittenPart, ground: GroundDrafts) -> list[Sentence]:
    """Return the proven sentences of one part.

    Any hit may prove a draft, including one that the model wasn't shown.
    """
    hits = (*part.hits, *(hit for hit in part.results.hits if hit not in part.hits))
    proven: list[Sentence] = []
    for sentence in part.sentences:
        if isinstance(sentence, Sentence):
            proven.append(sentence)
        else:
            proven.extend(ground([sentence], hits, part.results.question))
    return proven
