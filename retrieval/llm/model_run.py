"""What one answer may take of a model: a place, how long it waits, and a tally of what was used."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from retrieval.models.usage import Usage

FIRST_TOKEN_SECONDS = 15.0
"""Longest wait for the first words of a model, in seconds, all requests of one answer together."""
FIRST_SENTENCE_SECONDS = 18.0
"""Time from the sending of a request to the first sentence that is shown, in seconds."""
NEXT_SENTENCE_SECONDS = 12.0
"""Longest time between two sentences that are shown, in seconds."""
MIN_WAIT_SECONDS = 3.0
"""What a request may wait for its first words even if earlier ones used up the time, in seconds."""


@dataclass
class ModelRun:
    """The deadlines of an answer's requests, and the sum of their usage; times are of `time.monotonic`.

    With `places`, its first request waits for one of them, which the run keeps to its end; `deadline` is put
    off by as much.
    """

    usage: Usage = field(default_factory=Usage)
    waited: float = 0.0
    last_sentence: float = 0.0
    places: asyncio.Semaphore | None = None
    has_place: bool = False
    deadline: asyncio.Timeout | None = None

    async def take_place(self) -> None:
        """Wait for a place with the model unless the run has one; its first request is sent alone."""
        if self.places is not None and not self.has_place:
            began = time.monotonic()
            await self.places.acquire()
            self.has_place = True
            if self.deadline is not None and (when := self.deadline.when()) is not None:
                self.deadline.reschedule(when + time.monotonic() - began)

    def leave_place(self) -> None:
        """Give the place to the next run."""
        if self.places is not None and self.has_place:
            self.has_place = False
            self.places.release()

    def first_token_seconds(self) -> float:
        """Return how long the next request may wait for its first words."""
        return max(FIRST_TOKEN_SECONDS - self.waited, min(MIN_WAIT_SECONDS, FIRST_TOKEN_SECONDS))

    def reply_deadline(self, sent: float) -> float:
        """Return until when a reply may be written that was asked for at `sent`."""
        return max(sent + FIRST_SENTENCE_SECONDS, self.last_sentence + NEXT_SENTENCE_SECONDS)

    def note_sentence(self) -> None:
        """Note that a sentence was shown."""
        self.last_sentence = time.monotonic()


@dataclass
class UsageTally:
    """The sum of what was used of models."""

    usage: Usage = field(default_factory=Usage)


_current: ContextVar[ModelRun | None] = ContextVar("model_run", default=None)
_tally: ContextVar[UsageTally | None] = ContextVar("usage_tally", default=None)


@contextmanager
def model_run(places: asyncio.Semaphore | None = None) -> Iterator[ModelRun]:
    """Limit and tally all requests to models that are sent within, as one of `places`."""
    run = ModelRun(places=places)
    token = _current.set(run)
    try:
        yield run
    finally:
        _current.reset(token)
        run.leave_place()


def current_run() -> ModelRun | None:
    """Return the run of the answer that is being written, `None` outside of one."""
    return _current.get()


@contextmanager
def usage_tally() -> Iterator[UsageTally]:
    """Tally what is used of models within, without limiting it; also what fails or is cancelled."""
    tally = UsageTally()
    token = _tally.set(tally)
    try:
        yield tally
    finally:
        _tally.reset(token)


def add_usage(usage: Usage) -> None:
    """Add the usage of a request to the current run and the current tally, if there are any."""
    for sum_ in (_current.get(), _tally.get()):
        if sum_ is not None:
            sum_.usage += usage
