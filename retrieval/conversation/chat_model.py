"""The chat model as operators see it: whether it works, what it costs, and what its provider still takes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.model_budgets import ModelBudgets
from retrieval.concurrency import Threads
from retrieval.errors import ConfigurationError
from retrieval.models import HealthCheck, MonthlyUsage, Usage
from retrieval.models.budgets import DailyUsage
from retrieval.texts import Text

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain
    from retrieval.answering.fallback import FallbackChain

MONTHS = 3
"""How many months of usage are listed, the newest first."""


class ChatModel:
    """Checks the chat model and reports its usage; `load` returns the chain that answers."""

    def __init__(
        self,
        catalog: Catalog,
        name: str | None,
        load: "Callable[[], AnswerChain | FallbackChain]",
        threads: Threads,
        budgets: ModelBudgets | None = None,
    ) -> None:
        self.name, self._budgets = name, budgets
        self._catalog, self._load, self._threads = catalog, load, threads

    @property
    def used(self) -> Usage:
        """What was used since the process began, also for summaries and for what was cancelled."""
        return self._budgets.used if self._budgets else Usage()

    async def check(self) -> list[HealthCheck]:
        """Send the model one short question, and say whether it answers and what a question will cost.

        Return nothing where answers are made without a model. Raises ConfigurationError.
        """
        if (chain := await self._load_fallback_chain()) is None:
            return []
        from retrieval.llm.model_check import check_model

        checks = await check_model(chain.client)
        if self._budgets is not None and self._budgets.lacks_price():
            finding = f"The price of {chain.model} isn't known, so a budget in dollars can't be kept."
            advice = "Set PODCITE_SERVER_DAILY_TOKENS as well."
            checks.append(HealthCheck("budget", False, finding, advice))
        return checks

    async def today(self, guild: int) -> DailyUsage | None:
        """Return what the server may use today and has used, `None` where there is no model or no limit."""
        if self._budgets is None or self.name is None:
            return None
        used = await self._budgets.today(guild)
        return used if used.budget.is_limited else None

    async def describe(self) -> str:
        """Return one line for moderators about the model and its limit; empty if there is no model."""
        try:
            chain = await self._load_fallback_chain()
        except ConfigurationError:
            return Text(
                "{model}, which can't be used; the bot's host can see why in the log", model=self.name
            )
        if chain is None:
            return ""
        if chain.is_paused:
            return Text("{model}, not used for a moment because it keeps failing", model=chain.model)
        pace = chain.client.pace
        available = pace.available()
        if available is None or pace.limit is None:
            return chain.model
        return Text(
            "{model}, {available} of {most} tokens left this minute",
            model=chain.model,
            available=available,
            most=pace.limit,
        )

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
