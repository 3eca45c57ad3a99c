"""Answer questions about what was said, from the transcripts of a scope."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.answering.answerer import EXTRACTIVE
from retrieval.answering.question_validation import describe_scope
from retrieval.catalog.catalog import Catalog
from retrieval.models import Answer, Episode, Question, Scope, SentenceSink
from retrieval.search.searchable import describe_left_out, searchable_episodes

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain  # imports LangChain, which is slow
    from retrieval.index.coverage import Coverage


class Talk:
    """Asks the answer chain, which `chain` returns, and says what was searched and what was left out."""

    def __init__(
        self, catalog: Catalog, coverage: "Coverage", embedding_model: str, chain: "Callable[[], AnswerChain]"
    ) -> None:
        self._catalog, self._coverage, self._embedding_model = catalog, coverage, embedding_model
        self._chain = chain

    async def ask(self, asked: Question, on_sentence: SentenceSink | None = None) -> Answer:
        """Return the answer to a question; raises as `Library.ask`."""
        episodes = await asyncio.to_thread(self.searchable_episodes, asked.scope)
        chain = await asyncio.to_thread(self._chain)
        if chain.model == EXTRACTIVE and asked.focus:  # a chat model knows what names are for
            asked = replace(asked, text=asked.focus)
        answer = await chain.ask(asked, on_sentence)
        left_out = await asyncio.to_thread(self._left_out, episodes, not answer.sentences)
        return replace(answer, looked_at=describe_scope(episodes, asked.scope), left_out=left_out)

    def searchable_episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes of a scope. Raises NotFoundError, or LibraryError if they can't be searched."""
        return searchable_episodes(self._catalog, scope, self._embedding_model)

    def _left_out(self, episodes: Sequence[Episode], recount: bool) -> str:
        """Return a sentence about those of the episodes whose index isn't whole, nothing if all are."""
        return describe_left_out(episodes, self._coverage, recount=recount)
