"""How questions are counted, by how they end."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from bot.metrics import Metrics
from retrieval.errors import LibraryError, NotFoundError
from retrieval.models import Answer, Usage


def value(registry: CollectorRegistry, name: str, **labels: str) -> float:
    found = registry.get_sample_value(name, labels)
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NotFoundError("no such episode"), "invalid"),
        (LibraryError("the disk is full"), "failed"),
        (ValueError("a bug"), "failed"),
        (asyncio.CancelledError(), "interrupted"),
    ],
)
def test_a_question_that_fails_is_counted_once_and_not_timed(error: BaseException, outcome: str) -> None:
    metrics = Metrics()
    with pytest.raises(type(error)), metrics.question():
        raise error
    assert value(metrics.registry, "podcite_questions_total", outcome=outcome) == 1
    assert value(metrics.registry, "podcite_answer_seconds_count") == 0


def test_an_answer_that_could_not_be_shown_counts_as_failed() -> None:
    metrics = Metrics()

    def show() -> None:
        with metrics.question() as record:
            record(Answer("Why?", (), (), "m"))
            raise ValueError("Discord is down")

    with pytest.raises(ValueError, match="Discord"):
        show()
    assert value(metrics.registry, "podcite_questions_total", outcome="failed") == 1


def test_tokens_and_cost_are_those_of_the_process_however_often_they_are_read() -> None:
    metrics = Metrics()
    for used in (Usage(), Usage(1, 500, 40), Usage(1, 500, 40), Usage(2, 800, 90, 0, 0.02)):
        metrics.count_usage(used)
    assert value(metrics.registry, "podcite_model_tokens_total", direction="input") == 800
    assert value(metrics.registry, "podcite_model_tokens_total", direction="output") == 90
    assert value(metrics.registry, "podcite_model_cost_dollars_total") == 0.02


def test_an_answer_without_the_model_that_failed_is_a_fallback() -> None:
    metrics = Metrics()
    with metrics.question() as record:
        record(Answer("Why?", (), (), "extractive", note="The language model is busy."))
    assert value(metrics.registry, "podcite_questions_total", outcome="fallback") == 1
    assert value(metrics.registry, "podcite_answer_seconds_count") == 1
