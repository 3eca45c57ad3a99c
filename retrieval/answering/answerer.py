"""The answerer protocol, and the answerer that needs no language model."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from retrieval.answering.follow_ups import StandaloneQuestion, name_subject, search_queries
from retrieval.models import Draft, Hit, Sentence, Turn
from retrieval.models.options import EXTRACTIVE


class Answerer(Protocol):
    """Writes answers from hits. All its methods may raise ModelError."""

    name: str
    hit_count: int  # how many hits it answers from at most

    async def rewrite_follow_up(self, question: str, history: Sequence[Turn]) -> StandaloneQuestion:
        """Return the question, rewritten so that it can be understood without the conversation before it."""
        ...

    def select_hits(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the hits to answer from, in the order in which drafts number them."""
        ...

    def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        """Yield the answer sentence by sentence: drafts that must be grounded, or proven sentences."""
        ...


class ExtractiveAnswerer:
    """Answers in the transcripts' own sentences; `extract` picks them from the hits for a question."""

    name = EXTRACTIVE
    hit_count = 40  # more than are quoted: they tell whether one episode was searched or many

    def __init__(self, extract: Callable[[str, Sequence[Hit]], Sequence[Sentence]]) -> None:
        self._extract = extract

    async def rewrite_follow_up(self, question: str, history: Sequence[Turn]) -> StandaloneQuestion:
        # The topic's words find the passage, but would make the sentences answer the previous question again.
        return StandaloneQuestion(search_queries(question, history), name_subject(question, history))

    def select_hits(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        return hits[: self.hit_count]

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        for sentence in await asyncio.to_thread(self._extract, question, hits):
            yield sentence
