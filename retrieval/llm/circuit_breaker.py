"""A circuit breaker: a model that keeps failing is paused for a while.

pybreaker and aiobreaker were looked at: the first runs coroutines of Tornado only, the second has had no
release since 2021.
"""

import time

FAILURES_TO_OPEN = 2
"""How many failures in a row pause the model."""
OPEN_SECONDS = 30.0
"""How long the model isn't asked at first, in seconds; doubled after each further failure."""
MAX_OPEN_SECONDS = 300.0
"""The longest time that the model isn't asked, in seconds."""


class CircuitBreaker:
    """Closed, all questions pass; open, none; after a while one passes, whose outcome decides."""

    def __init__(self) -> None:
        self._failures = 0
        self._opened = 0
        self._closed = True
        self._retry_at = 0.0
        self._trying = False
        self.incident = ""

    @property
    def is_open(self) -> bool:
        """Whether questions are kept from the model now."""
        return not self._closed

    def lets_pass(self) -> bool:
        """Return whether the next question may go to the model; its outcome must be recorded."""
        if not self.is_open:
            return True
        if self._trying or time.monotonic() < self._retry_at:
            return False
        self._trying = True
        return True

    def record_success(self) -> None:
        """Close the breaker."""
        self._failures = self._opened = 0
        self._closed, self._trying = True, False

    def record_neutral(self) -> None:
        """Note an outcome that says nothing about the model, such as a question that was cancelled."""
        self._trying = False

    def record_failure(self, incident: str, *, is_lasting: bool = False) -> None:
        """Count a failure; open at once where it `is_lasting`, such as a wrong key, or where it was a trial.

        `incident` is the id under which the failure was logged.
        """
        self._failures += 1
        if not (is_lasting or self._trying or self._failures >= FAILURES_TO_OPEN):
            return
        if self.is_open and not self._trying:
            return  # a question that was sent before the breaker opened
        wait = min(OPEN_SECONDS * 2**self._opened, MAX_OPEN_SECONDS)
        self._opened += 1
        self._closed, self._trying = False, False
        self._retry_at, self.incident = time.monotonic() + wait, incident
