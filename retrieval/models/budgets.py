"""How much of language models a Discord server (guild) may use in a day, and how much it has used."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from retrieval.models.usage import Usage

LimitT = TypeVar("LimitT", int, float)


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a guild may use in a day: tokens read and written, and US dollars; `None` is no limit."""

    tokens: int | None = None
    dollars: float | None = None

    @property
    def is_limited(self) -> bool:
        return self.tokens is not None or self.dollars is not None

    def lowered(self, tokens: int | None, dollars: float | None) -> "Budget":
        """Return the budget with these limits where they are lower than its own."""
        return Budget(_lower(self.tokens, tokens), _lower(self.dollars, dollars))


class Leave(Enum):
    """Whether a guild may use the language model now, and if not, why."""

    GRANTED = "granted"
    SET_ASIDE = "set aside"
    """What is left of the budget is set aside for questions in progress, which may use less."""
    USED_UP = "used up"


@dataclass(frozen=True, slots=True)
class Spending:
    """What was used, or may be used by a question in progress: tokens and US dollars, as far as known."""

    tokens: int = 0
    dollars: float = 0.0

    def __add__(self, other: "Spending") -> "Spending":
        return Spending(self.tokens + other.tokens, self.dollars + other.dollars)

    def __sub__(self, other: "Spending") -> "Spending":
        return Spending(self.tokens - other.tokens, self.dollars - other.dollars)

    def __mul__(self, times: int) -> "Spending":
        return Spending(self.tokens * times, self.dollars * times)

    def uses_up(self, budget: Budget) -> bool:
        """Return whether nothing is left of the budget."""
        return (budget.tokens is not None and self.tokens >= budget.tokens) or (
            budget.dollars is not None and self.dollars >= budget.dollars
        )


@dataclass(frozen=True, slots=True)
class Account:
    """What a guild uses of a model on one day of the host's calendar; `None` are all private messages."""

    guild: int | None
    day: date
    model: str


@dataclass(frozen=True, slots=True)
class DailyUsage:
    """What a guild has used of its budget on `day`, which ends at midnight in `time_zone`."""

    budget: Budget
    spent: Spending
    day: date
    time_zone: str


def spending_of(usage: Usage) -> Spending:
    """Return the part of a usage that counts against a budget."""
    return Spending(usage.input_tokens + usage.output_tokens, usage.cost or 0.0)


def describe_budget(spent: Spending, budget: Budget) -> str:
    """Return what was used of a budget, in figures; empty where nothing is limited."""
    parts = []
    if budget.tokens is not None:
        parts.append(f"{spent.tokens:,} of {budget.tokens:,} tokens")
    if budget.dollars is not None:
        parts.append(f"${spent.dollars:,.2f} of ${budget.dollars:,.2f}")
    return ", ".join(parts)


def _lower(one: LimitT | None, other: LimitT | None) -> LimitT | None:
    limits = [limit for limit in (one, other) if limit is not None]
    return min(limits) if limits else None
