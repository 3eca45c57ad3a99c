"""The answer chain: condense → retrieve → generate → ground, four LangChain Runnables that traces name."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from retrieval.answering.answerer import Answerer, Standalone
from retrieval.errors import ModelError
from retrieval.models import Answer, Citation, Draft, Exchange, Hit, Scope, Seconds, Sentence, SentenceSink

FUSION_RANK = 20
ANSWER_SECONDS = 180.0

Find = Callable[[str, Scope], Awaitable[Sequence[Hit]]]
Ground = Callable[[Sequence[Draft], Sequence[Hit], str], Sequence[Sentence]]
Nearest = Callable[[str, Sequence[Hit]], Sequence[Citation]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes into the chain: a question, where to look, and the conversation so far."""

    question: str
    scope: Scope
    history: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Condensed:
    """What is looked for, and where."""

    wanted: Standalone
    scope: Scope


@dataclass(frozen=True, slots=True)
class Found:
    """The hits for a question, best first, and how long (seconds) it took to find them."""

    question: str
    hits: tuple[Hit, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Written:
    """A part of what the answerer wrote; drafts count their positions in `hits`."""

    found: Found
    hits: tuple[Hit, ...]
    sentences: tuple[Draft | Sentence, ...] = ()

    def __add__(self, other: "Written") -> "Written":
        return replace(self, sentences=self.sentences + other.sentences)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A part of the answer: sentences that are proven."""

    found: Found
    sentences: tuple[Sentence, ...] = ()

    def __add__(self, other: "Grounded") -> "Grounded":
        return replace(self, sentences=self.sentences + other.sentences)


def create_chain(find: Find, answerer: Answerer, ground: Ground) -> Runnable[Asked, Grounded]:
    """The chain as one Runnable; streamed, it gives each sentence as soon as it is written and proven.

    `find` and `answerer` may raise what their kinds raise; the chain adds nothing of its own.
    """

    async def condense(asked: Asked) -> Condensed:
        return Condensed(await answerer.condense(asked.question, asked.history), asked.scope)

    async def retrieve(condensed: Condensed) -> Found:
        began = time.monotonic()
        queries = condensed.wanted.queries
        found = await asyncio.gather(*(find(query.text, condensed.scope) for query in queries))
        hits = fused([(query.weight, hits) for query, hits in zip(queries, found, strict=True)])
        return Found(condensed.wanted.question, hits, time.monotonic() - began)

    async def generate(given: AsyncIterator[Found]) -> AsyncIterator[Written]:
        async for found in given:
            chosen = tuple(answerer.choose(found.hits))
            yield Written(found, chosen)
            async for sentence in answerer.write(found.question, chosen):
                yield Written(found, chosen, (sentence,))

    async def prove(given: AsyncIterator[Written]) -> AsyncIterator[Grounded]:
        seen: set[str] = set()
        async for written in given:
            proven = await asyncio.to_thread(_proven, written, ground)
            new = tuple(sentence for sentence in proven if sentence.text.casefold() not in seen)
            seen.update(sentence.text.casefold() for sentence in new)
            yield Grounded(written.found, new)

    return (
        RunnableLambda(condense, name="condense")
        | RunnableLambda(retrieve, name="retrieve")
        | RunnableGenerator(generate, name="generate")
        | RunnableGenerator(prove, name="ground")
    ).with_config(run_name="answer")


class AnswerChain:
    """Asks the chain and puts an Answer together; `nearest` picks what a refusal shows of the hits."""

    def __init__(self, find: Find, answerer: Answerer, ground: Ground, nearest: Nearest) -> None:
        self.runnable = create_chain(find, answerer, ground)
        self._answerer, self._nearest = answerer, nearest

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Exchange] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        """The answer; `on_sentence` gets every sentence of it beforehand, as soon as it is proven.

        Raises what finding raises, and ModelError.
        """
        question = question.strip()
        began = time.monotonic()
        try:
            async with asyncio.timeout(ANSWER_SECONDS) as deadline:
                result = await self._collect(Asked(question, scope, tuple(history)), on_sentence)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise ModelError(f"The model {self._answerer.name} is too slow to answer; try again.") from error
        nearest = () if result.sentences else tuple(self._nearest(result.found.question, result.found.hits))
        total = time.monotonic() - began
        seconds = Seconds(result.found.seconds, total - result.found.seconds, total)
        return Answer(question, result.sentences, nearest, self._answerer.name, seconds=seconds)

    async def _collect(self, asked: Asked, on_sentence: SentenceSink | None) -> Grounded:
        whole = Grounded(Found(asked.question, (), 0.0))
        async for part in self.runnable.astream(asked):
            whole = Grounded(part.found, whole.sentences + part.sentences)
            if on_sentence:
                for sentence in part.sentences:
                    await on_sentence(sentence)
        return whole


def fused(rankings: Sequence[tuple[float, Sequence[Hit]]]) -> tuple[Hit, ...]:
    """Weighted rankings as one, by reciprocal rank fusion (Cormack and others, 2009); as long as the longest.

    One ranking stays as it is. A segment is the hit of the first ranking that has it.
    """
    if len(rankings) == 1:
        return tuple(rankings[0][1])
    hits: dict[tuple[int, int], Hit] = {}
    scores: dict[tuple[int, int], float] = {}
    for weight, ranking in rankings:
        for rank, hit in enumerate(ranking):
            key = (hit.episode.generation, hit.segment.number)
            hits.setdefault(key, hit)
            scores[key] = scores.get(key, 0.0) + weight / (FUSION_RANK + rank)
    best = sorted(scores, key=lambda key: -scores[key])[: max(len(ranking) for _, ranking in rankings)]
    return tuple(replace(hits[key], score=scores[key]) for key in best)


def _proven(written: Written, ground: Ground) -> list[Sentence]:
    """The sentences of one part; every hit may prove a draft, also one that the model wasn't shown."""
    hits = (*written.hits, *(hit for hit in written.found.hits if hit not in written.hits))
    proven: list[Sentence] = []
    for sentence in written.sentences:
        if isinstance(sentence, Sentence):
            proven.append(sentence)
        else:
            proven.extend(ground([sentence], hits, written.found.question))
    return proven
