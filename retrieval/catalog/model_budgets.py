"""How much each guild may use language models in a day, and a record of how much it has used."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError
from retrieval.llm.model_run import usage_tally
from retrieval.llm.prices import price_of
from retrieval.models.budgets import Account, Budget, DailyUsage, Leave, Spending, describe_budget
from retrieval.models.guilds import SCHEDULE, GuildSettings
from retrieval.models.shared_store import SharedStore
from retrieval.models.usage import Usage

RESERVED_REPLY_TOKENS = 2_000
"""Tokens set aside for a question in progress in addition to its prompt: its answer and its verification."""
BUDGET_ACTION = "budget used up"
"""The action that the audit log shows on a day on which the budget is used up."""

_log = logging.getLogger(__name__)


class ModelBudgets:
    """Keeps account of what is used of the model, and says whether a guild may use more of it today.

    `default` holds for guilds for which the host has set nothing else, and with
    `limits_private` for all private messages as one.
    A day ends at midnight in `time_zone`. `model` is `None` where there is no model. `used` is what all have
    used since the process began.
    """

    def __init__(
        self,
        catalog: Catalog,
        store: SharedStore,
        threads: Threads,
        *,
        model: str | None,
        default: Budget,
        limits_private: bool,
        time_zone: str,
        prompt_tokens: int,
    ) -> None:
        self._catalog, self._store, self._threads = catalog, store, threads
        self._model, self._default, self._zone = model or "", default, ZoneInfo(time_zone)
        self._limits_private = limits_private
        self.used = Usage()
        tokens = prompt_tokens + RESERVED_REPLY_TOKENS
        price = price_of(self._model)
        self._amount = Spending(tokens, price.cost(prompt_tokens, RESERVED_REPLY_TOKENS) if price else 0.0)

    @asynccontextmanager
    async def spend(self, guild: int | None, *, questions: int = 1, prompts: int = 1) -> AsyncIterator[Leave]:
        """Yield whether the guild may use the model now, and count what is used within for `questions`.

        As much is set aside as so many of the longest prompts and their replies take.
        """
        account, amount = self._account(guild), self._amount * prompts
        budget = await self._threads.lookups.run(self._budget, guild)
        if not await self._store.reserve(account, amount, budget):
            spent = await self._store.spent(account)
            if not spent.uses_up(budget):
                yield Leave.SET_ASIDE
                return
            await self._tell(account, spent, budget)
            yield Leave.USED_UP
            return
        with usage_tally() as tally:
            try:
                yield Leave.GRANTED
            finally:
                await self._settle(account, amount, tally.usage, questions)

    async def count_kept(self, guild: int | None) -> None:
        """Count a question that a kept answer replied to, without the model; a failure is only logged."""
        if not self._model:
            return
        try:
            await self._threads.background.run(self._catalog.usage.add_kept, self._account(guild))
        except LibraryError as error:
            _log.warning("A question could not be counted: %s", error)

    async def today(self, guild: int | None) -> DailyUsage:
        """Return what the guild may use today and has used. Raises LibraryError."""
        account = self._account(guild)
        budget = await self._threads.lookups.run(self._budget, guild)
        return DailyUsage(budget, await self._store.spent(account), account.day, self._zone.key)

    def lacks_price(self) -> bool:
        """Return whether a budget in dollars holds by default, although the model's price isn't known."""
        return bool(self._model) and self._default.dollars is not None and price_of(self._model) is None

    def _account(self, guild: int | None) -> Account:
        return Account(guild, datetime.now(self._zone).date(), self._model)

    def _budget(self, guild: int | None) -> Budget:
        if guild is None:
            return self._default if self._limits_private else Budget()
        settings: GuildSettings = self._catalog.guilds.settings(guild)
        budget = self._catalog.quotas.limits(guild).over_budget(self._default)
        return budget.lowered(settings.tokens, None)

    async def _settle(self, account: Account, amount: Spending, usage: Usage, questions: int) -> None:
        self.used += usage
        try:
            await self._store.settle(account, amount, usage, questions)
        except LibraryError as error:
            _log.warning("The usage of the language model could not be stored: %s", error)

    async def _tell(self, account: Account, spent: Spending, budget: Budget) -> None:
        """Note in the guild's audit log, at most once a day, that the budget is used up."""
        if account.guild is None:
            return
        try:
            if await self._threads.background.run(self._catalog.usage.tell_once, account):
                await self._threads.background.run(
                    self._catalog.guilds.record,
                    account.guild,
                    SCHEDULE,
                    BUDGET_ACTION,
                    "language model",
                    describe_budget(spent, budget),
                )
        except LibraryError as error:
            _log.warning("A used-up budget could not be noted: %s", error)
