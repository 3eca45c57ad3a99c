"""The schedule of polling: when a feed, a failed attempt or a transcript is looked at next."""

import random
from datetime import date, timedelta

POLL_INTERVAL = timedelta(hours=1)
"""Time between two polls of a feed, and the least between two checks of a transcript."""
MAX_RETRY_DELAY = timedelta(days=1)
"""The most time between two attempts at something that keeps failing."""
MAX_RECHECK_INTERVAL = timedelta(days=30)
"""The most time between two checks of an old transcript for corrections."""


def retry_delay(failures: int, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after this many failures in a row: doubled each time, with ±20 % jitter.

    `retry_after` (seconds) is what the server asked for; it is honoured up to `MAX_RETRY_DELAY`.
    """
    doubled: timedelta = POLL_INTERVAL * 2 ** min(failures - 1, 10)
    wait = min(doubled, MAX_RETRY_DELAY) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(wait, min(timedelta(seconds=retry_after or 0), MAX_RETRY_DELAY))


def recheck_interval(published: date | None, today: date) -> timedelta:
    """Return the time until a transcript is checked for corrections: a quarter of the episode's age."""
    age = today - published if published else MAX_RECHECK_INTERVAL
    return min(max(age / 4, POLL_INTERVAL), MAX_RECHECK_INTERVAL)
