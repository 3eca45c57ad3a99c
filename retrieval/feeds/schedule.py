"""When a feed or one of its items is looked at again."""

import random
from datetime import date, timedelta

INTERVAL = timedelta(hours=1)
"""Between two looks at a feed, and the least between two looks at a transcript."""
LONGEST_PAUSE = timedelta(days=1)
"""The most between two attempts at something that keeps failing."""
LONGEST_REST = timedelta(days=30)
"""The most between two looks at an old transcript, in case it was corrected."""


def pause_after(failures: int, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after so many failures in a row: doubled each time, with ±20 % jitter.

    `retry_after` (seconds) is what the server asked for; it is honoured up to `LONGEST_PAUSE`.
    """
    doubled: timedelta = INTERVAL * 2 ** min(failures - 1, 10)
    wait = min(doubled, LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(wait, min(timedelta(seconds=retry_after or 0), LONGEST_PAUSE))


def rest_of(published: date | None, today: date) -> timedelta:
    """Return how long a transcript isn't checked for corrections: the older the episode, the longer."""
    age = today - published if published else LONGEST_REST
    return min(max(age / 4, INTERVAL), LONGEST_REST)
