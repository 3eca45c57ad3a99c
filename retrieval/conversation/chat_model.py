"""The chat model as operators see it: whether it works, what it costs, and what its provider still takes."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import ConfigurationError, LibraryError
from retrieval.models import Answer, HealthCheck, MonthlyUsage

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain
    from retrieval.answering.fallback import FallbackChain

MONTHS = 3
"""Of how many months, the newest ones, the usage is listed."""

_log = logging.getLogger(__name__)


class ChatModel:
    """Checks the chat model and keeps account of its usage; `load` returns the chain that answers."""

    def __init__(
        self,
        catalog: Catalog,
        name: str | None,
        load: "Callable[[], AnswerChain | FallbackChain]",
        threads: Threads,
    ) -> None:
        self.name = name
        self._catalog, self._load, self._threads = catalog, load, threads

    async def check(self) -> list[HealthCheck]:
        """Send the model one short question, and say whether it answers and what a question will cost.

        Return nothing where answers are made without a model. Raises ConfigurationError.
        """
        if (chain := await self._load_fallback_chain()) is None:
            return []
        from retrieval.llm.model_check import check_model

        return await check_model(chain.client)

    async def describe(self) -> str:
        """Return one line for moderators about the model and its limit; empty if there is no model."""
        try:
            chain = await self._load_fallback_chain()
        except ConfigurationError:
            return f"{self.name}, which can't be used; the bot's host can see why in the log"
        if chain is None:
            return ""
        if chain.is_paused:
            return f"{chain.model}, left alone for a moment because it keeps failing"
        pace = chain.client.pace
        available = pace.available()
        if available is None or pace.limit is None:
            return chain.model
        return f"{chain.model}, {available:,} of {pace.limit:,} tokens left this minute"

    async def record(self, guild: int | None, answer: Answer) -> None:
        """Add what an answer used to its server's account; a catalog that can't be written is only logged."""
        if answer.usage is None or self.name is None:
            return
        month, usage, name = f"{datetime.now(UTC):%Y-%m}", answer.usage, self.name
        try:
            await self._threads.background.run(lambda: self._catalog.usage.add(guild, month, name, usage))
        except LibraryError as error:
            _log.warning("The usage of the language model could not be stored: %s", error)

    async def usage(self, guild: int | None = None, *, everybody: bool = False) -> list[MonthlyUsage]:
        """Return the usage of a server, or of `everybody`, by month and model, newest first."""
        return await self._threads.background.run(
            lambda: self._catalog.usage.list(MONTHS, guild, everybody=everybody)
        )

    async def _load_fallback_chain(self) -> "FallbackChain | None":
        if self.name is None:
            return None
        from retrieval.answering.fallback import FallbackChain  # imports LangChain, which is slow

        chain = await self._threads.background.run(self._load)
        return chain if isinstance(chain, FallbackChain) else None
