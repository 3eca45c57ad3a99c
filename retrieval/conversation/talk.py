"""Answer questions about what was said, from the transcripts of a scope."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.answering.question_validation import describe_scope
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.model_budgets import ModelBudgets
from retrieval.conversation.answer_cache import AnswerCache
from retrieval.index.coverage import Coverage
from retrieval.models import Answer, Episode, Question, Scope, SentenceSink
from retrieval.models.budgets import Leave
from retrieval.models.options import EXTRACTIVE
from retrieval.search.searchable import describe_left_out, indexed_episodes, searchable_episodes
from retrieval.texts import Text

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain
    from retrieval.answering.fallback import FallbackChain

OVER_BUDGET = Text(
    "The language model's budget for today is used up, so these are the passages that fit best."
)
"""The reason that members read if the budget is used up; it has no figures."""
SET_ASIDE = Text(
    "Other questions are using the rest of the language model's budget for today, so these are the passages "
    "that fit best. Ask again in a minute."
)


class Talk:
    """Asks the answer chain, which `load_chain` returns, within the budget of the scope's guild.

    A question that was asked before is answered from `kept`.
    """

    def __init__(
        self,
        catalog: Catalog,
        coverage: Coverage,
        load_chain: "Callable[[], AnswerChain | FallbackChain]",
        budgets: ModelBudgets,
        kept: AnswerCache,
        embedding_model: str,
    ) -> None:
        self._catalog, self._coverage = catalog, coverage
        self._load_chain, self._budgets, self._kept = load_chain, budgets, kept
        self._embedding_model = embedding_model

    async def ask(self, asked: Question, on_sentence: SentenceSink | None) -> Answer:
        """Return the answer, which says what was searched and left out. Raises as `Library.ask`."""
        episodes, chain, pins = await asyncio.to_thread(self._prepare, asked.scope)
        key = self._kept.key(asked, episodes, pins)
        answer = kept = await self._kept.read(key, asked, episodes)
        if answer is None:
            answer = await self._ask_chain(chain, asked, on_sentence)
        else:
            await self._budgets.count_kept(asked.scope.guild)
            if on_sentence is not None:
                for sentence in answer.sentences:
                    await on_sentence(sentence)
        is_refusal = not answer.sentences
        left_out, searched, pins_now = await asyncio.to_thread(
            self._look_back, episodes, asked.scope.guild, is_refusal=is_refusal
        )
        answer = replace(answer, looked_at=describe_scope(episodes, asked.scope, searched), left_out=left_out)
        # With other pins, the answer may rest on another one than its key says.
        if kept is None and searched == len(episodes) and pins_now == pins:
            await self._kept.keep(key, answer)
        return answer

    def _prepare(self, scope: Scope) -> "tuple[list[Episode], AnswerChain | FallbackChain, tuple[int, ...]]":
        return self.searchable_episodes(scope), self._load_chain(), self._catalog.pins.ids(scope.guild)

    def _look_back(
        self, episodes: Sequence[Episode], guild: int | None, *, is_refusal: bool
    ) -> "tuple[str, int, tuple[int, ...]]":
        """Return what was left out, how many episodes were searched, and the pins as they are now."""
        left_out = self._describe_left_out(episodes, is_refusal=is_refusal)
        searched = len(indexed_episodes(episodes, self._coverage))
        return left_out, searched, self._catalog.pins.ids(guild)

    async def _ask_chain(
        self, chain: "AnswerChain | FallbackChain", asked: Question, on_sentence: SentenceSink | None
    ) -> Answer:
        # A chat model knows what names are for.
        plain = replace(asked, text=asked.focus) if asked.focus else asked
        if chain.model == EXTRACTIVE:
            return await chain.ask(plain, on_sentence)
        from retrieval.answering.fallback import FallbackChain  # which is loaded by now

        if not isinstance(chain, FallbackChain):
            return await chain.ask(asked, on_sentence)
        async with self._budgets.spend(asked.scope.guild) as leave:
            if leave is Leave.GRANTED:
                return await chain.ask(asked, on_sentence)
        note = SET_ASIDE if leave is Leave.SET_ASIDE else OVER_BUDGET
        return await chain.ask_without_model(plain, on_sentence, note)

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
