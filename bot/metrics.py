"""What the process measures about itself for Prometheus, and whether it is ready for questions.

No label holds anything about a person, a server or a text.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from math import nan
from pathlib import Path
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models import Answer, Usage

OUTCOMES = ("answered", "fallback", "refused", "invalid", "failed", "interrupted")
"""How a question can end; `fallback` means that the model failed and it was answered without."""
SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 840.0)
"""The upper ends of the histogram's buckets; Discord takes no answer after 15 minutes."""

_TASKS = Path("/proc/self/task")


class Metrics:
    """Counts and times questions; `registry` holds all figures, those of the process included."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.is_library_open = False
        self.is_connected: Callable[[], bool] = lambda: False
        self.load_key: Callable[[], Awaitable[bytes]] | None = None
        ProcessCollector(registry=self.registry)  # memory, CPU and open files, on Linux
        self._questions = Counter(
            "podcite_questions", "Questions, by how they ended.", ["outcome"], registry=self.registry
        )
        for outcome in OUTCOMES:
            self._questions.labels(outcome)
        self._seconds = Histogram(
            "podcite_answer_seconds",
            "Seconds from a question to its whole answer, waiting in line included.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._tokens = Counter(
            "podcite_model_tokens",
            "Tokens of language models, as reported by the provider.",
            ["direction"],
            registry=self.registry,
        )
        for direction in ("input", "output"):
            self._tokens.labels(direction)
        self._cost = Counter(
            "podcite_model_cost_dollars",
            "What language models cost in US dollars, where prices are known.",
            registry=self.registry,
        )
        self._used = Usage()
        self._jobs = Gauge("podcite_jobs", "Unfinished jobs, by state.", ["state"], registry=self.registry)
        self._waiting = self._gauge("podcite_questions_waiting", "Questions that wait in line.")
        self._latency = self._gauge(
            "podcite_gateway_latency_seconds", "Latency of Discord's gateway; NaN while there is none."
        )
        self._connected = self._gauge(
            "podcite_gateway_connected", "1 while the bot is connected to Discord, otherwise 0."
        )
        self._gauge("podcite_threads", "Threads of the process.").set_function(_count_threads)
        self._gauge("podcite_tasks", "Unfinished asyncio tasks.").set_function(_count_tasks)
        self.count_jobs(None)

    def watch(
        self, *, connected: Callable[[], bool], latency: Callable[[], float], waiting: Callable[[], int]
    ) -> None:
        """Sample these on each scrape, from the client that is connected now."""
        self.is_connected = connected
        self._connected.set_function(lambda: float(connected()))
        self._latency.set_function(lambda: latency() if connected() else nan)
        self._waiting.set_function(waiting)

    @contextmanager
    def question(self) -> Iterator[Callable[[Answer], None]]:
        """Count a question and time it; call what is yielded with its answer."""
        began, outcome = monotonic(), "interrupted"

        def record(answer: Answer) -> None:
            nonlocal outcome
            outcome = "fallback" if answer.note else answer.status

        try:
            yield record
        except (BadRequestError, NotFoundError):
            outcome = "invalid"
            raise
        except Exception:
            outcome = "failed"
            raise
        finally:
            self._questions.labels(outcome).inc()
            if outcome in ("answered", "fallback", "refused"):
                self._seconds.observe(monotonic() - began)

    def count_jobs(self, waiting: tuple[int, int] | None) -> None:
        """Set how many jobs run or wait for their turn, and how many for a moderator; `None` if unknown."""
        unfinished, asking = waiting or (nan, nan)
        self._jobs.labels("running_or_queued").set(unfinished)
        self._jobs.labels("waiting_for_moderator").set(asking)

    def count_usage(self, used: Usage) -> None:
        """Raise the figures of language models to what was used of them since the process began."""
        self._tokens.labels("input").inc(used.input_tokens - self._used.input_tokens)
        self._tokens.labels("output").inc(used.output_tokens - self._used.output_tokens)
        self._cost.inc((used.cost or 0.0) - (self._used.cost or 0.0))
        self._used = used

    def _gauge(self, name: str, help_text: str) -> Gauge:
        return Gauge(name, help_text, registry=self.registry)


def _count_threads() -> float:
    """Return how many threads the process has, those of libraries included where the system lists them."""
    return float(len(list(_TASKS.iterdir())) if _TASKS.is_dir() else threading.active_count())


def _count_tasks() -> float:
    try:
        return float(len(asyncio.all_tasks()))
    except RuntimeError:  # asked for outside the event loop
        return nan
