"""Answer questions about what was said, from the transcripts of a scope."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.answering.question_validation import describe_scope
from retrieval.catalog.catalog import Catalog
from retrieval.conversation.chat_model import ChatModel
from retrieval.index.coverage import Coverage
from retrieval.models import Answer, Episode, Question, Scope, SentenceSink
from retrieval.models.options import EXTRACTIVE
from retrieval.search.searchable import describe_left_out, indexed_episodes, searchable_episodes

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain
    from retrieval.answering.fallback import FallbackChain


class Talk:
    """Asks the answer chain, which `load_chain` returns; records what the chat model took."""

    def __init__(
        self,
        catalog: Catalog,
        coverage: Coverage,
        load_chain: "Callable[[], AnswerChain | FallbackChain]",
        chat_model: ChatModel,
        embedding_model: str,
    ) -> None:
        self._catalog, self._coverage = catalog, coverage
        self._load_chain, self._chat_model = load_chain, chat_model
        self._embedding_model = embedding_model

    async def ask(self, asked: Question, on_sentence: SentenceSink | None) -> Answer:
        """Return the answer, which says what was searched and left out. Raises as `Library.ask`."""
        episodes = await asyncio.to_thread(self.searchable_episodes, asked.scope)
        chain = await asyncio.to_thread(self._load_chain)
        if chain.model == EXTRACTIVE and asked.focus:  # a chat model knows what names are for
            asked = replace(asked, text=asked.focus)
        answer = await chain.ask(asked, on_sentence)
        await self._chat_model.record(asked.scope.guild, answer)
        is_refusal = not answer.sentences
        left_out = await asyncio.to_thread(self._describe_left_out, episodes, is_refusal=is_refusal)
        searched = len(await asyncio.to_thread(indexed_episodes, episodes, self._coverage))
        return replace(answer, looked_at=describe_scope(episodes, asked.scope, searched), left_out=left_out)

    def left_out(self, scope: Scope) -> str:
        """Return a sentence about the episodes that a search leaves out, or searches by words alone, if any.

        Raises as `searchable_episodes`.
        """
        return self._describe_left_out(self.searchable_episodes(scope), is_refusal=False)

    def searchable_episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes of a scope. Raises NotFoundError, or LibraryError if they can't be searched."""
        return searchable_episodes(self._catalog, scope, self._embedding_model)

    def _describe_left_out(self, episodes: Sequence[Episode], *, is_refusal: bool) -> str:
        model = self._embedding_model
        return describe_left_out(self._catalog, episodes, self._coverage, model, is_refusal=is_refusal)
