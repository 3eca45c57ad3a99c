"""What the processes of one bot would have to share: cooldowns, budgets, and answers that are kept."""

from typing import Protocol

from retrieval.models.budgets import Account, Budget, Spending
from retrieval.models.usage import Usage


class SharedStore(Protocol):
    """Stores counts, budgets and answers. All keys are texts, and all values can be sent to another process.

    No key or value holds a user's id or the text of a question: callers hash them.
    """

    async def count(self, key: str, most: int, seconds: float, at: float) -> float:
        """Count one use at `at` (Unix time); return how many seconds it comes too early, 0 if it doesn't.

        A key may be used `most` times in `seconds`, counted from its first use. What comes too early doesn't
        count.
        """
        ...

    async def reserve(self, account: Account, amount: Spending, budget: Budget) -> bool:
        """Set `amount` aside and return True, unless the budget is used up by what was spent and set aside.

        So questions that are answered at the same time exceed a budget by no more than they use themselves.
        """
        ...

    async def settle(self, account: Account, amount: Spending, usage: Usage, questions: int = 1) -> None:
        """Replace what was set aside by what was used for so many questions.

        Raises LibraryError where that can't be stored; the amount is free again all the same.
        """
        ...

    async def spent(self, account: Account) -> Spending:
        """Return what the account has used, before a restart too."""
        ...

    async def read(self, group: str, key: str) -> bytes | None:
        """Return what was kept under a key of a group, `None` if it is gone."""
        ...

    async def keep(self, group: str, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for at most that long; it may go earlier to make room."""
        ...

    async def drop(self, group: str) -> None:
        """Forget all that was kept under the keys of a group."""
        ...
