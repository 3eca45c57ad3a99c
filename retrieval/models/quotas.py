"""How much a Discord server (guild) may store, and how much it does."""

from dataclasses import dataclass

from retrieval.models.budgets import Budget

MEGABYTE = 1_000_000
"""Bytes of a megabyte, as files' sizes are mostly shown."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """The most that a guild may store; the defaults are far above what a normal server needs.

    `bytes` are those of its transcripts and segments in the catalog, with the earlier version that each
    episode keeps; `jobs` are those that aren't finished: that run, or wait for their turn or for an answer.
    """

    bytes: int = 2_000_000_000
    episodes: int = 5_000
    feeds: int = 100
    jobs: int = 25


@dataclass(frozen=True, slots=True)
class GuildLimits:
    """What the host has set for one guild; `None` leaves what holds for all guilds.

    `tokens` and `dollars` are what its questions may use of language models in a day.
    """

    bytes: int | None = None
    episodes: int | None = None
    feeds: int | None = None
    jobs: int | None = None
    tokens: int | None = None
    dollars: float | None = None

    def over(self, defaults: Quotas) -> Quotas:
        """Return the quotas of the guild, where `defaults` hold for all."""
        return Quotas(
            bytes=defaults.bytes if self.bytes is None else self.bytes,
            episodes=defaults.episodes if self.episodes is None else self.episodes,
            feeds=defaults.feeds if self.feeds is None else self.feeds,
            jobs=defaults.jobs if self.jobs is None else self.jobs,
        )

    def over_budget(self, default: Budget) -> Budget:
        """Return the budget of the guild, where `default` holds for all."""
        return Budget(
            tokens=default.tokens if self.tokens is None else self.tokens,
            dollars=default.dollars if self.dollars is None else self.dollars,
        )


@dataclass(frozen=True, slots=True)
class QuotaUsage:
    """How much a guild stores, counted as in `Quotas`, and how much it may store."""

    allowed: Quotas
    bytes: int = 0
    episodes: int = 0
    feeds: int = 0
    jobs: int = 0
