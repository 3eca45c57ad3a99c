"""Who writes an answer: the same three things, with a language model or without one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.answering.follow_ups import Query, queries
from retrieval.models import Draft, Exchange, Hit, Sentence

EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question freed of its conversation: `queries` find its hits, `question` is what they must answer."""

    queries: tuple[Query, ...]
    question: str


class Answerer(Protocol):
    """Writes answers from hits. All but `name` may raise ModelError."""

    name: str

    async def condense(self, question: str, history: Sequence[Exchange]) -> Standalone:
        """The question as one that is understood without the conversation before it."""
        ...

    def choose(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits to answer from, in the order in which drafts count them."""
        ...

    def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        """The answer, sentence by sentence: drafts that are yet to be grounded, or proven sentences."""
        ...


class ExtractiveAnswerer:
    """Answers in the transcripts' own sentences; `extract` picks them from a question and its hits."""

    name = EXTRACTIVE

    def __init__(self, extract: Callable[[str, Sequence[Hit]], Sequence[Sentence]]) -> None:
        self._extract = extract

    async def condense(self, question: str, history: Sequence[Exchange]) -> Standalone:
        # The topic's words find the passage, but would make the sentences answer the question before again.
        return Standalone(queries(question, history), question)

    def choose(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        return hits

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        for sentence in await asyncio.to_thread(self._extract, question, hits):
            yield sentence
