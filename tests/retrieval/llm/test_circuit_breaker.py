"""A model that keeps failing is left alone, then tried by one question."""

import pytest

from retrieval.llm import circuit_breaker
from retrieval.llm.circuit_breaker import MAX_OPEN_SECONDS, OPEN_SECONDS, CircuitBreaker


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(circuit_breaker, "time", clock)
    return clock


def test_one_failure_is_forgiven_and_a_success_forgets_it(clock: Clock) -> None:
    breaker = CircuitBreaker()
    for _ in range(3):
        breaker.record_failure("one")
        assert breaker.lets_pass()
        breaker.record_success()
    assert not breaker.is_open


def test_after_two_failures_one_question_passes_at_a_time_and_the_wait_doubles(clock: Clock) -> None:
    breaker = CircuitBreaker()
    breaker.record_failure("one")
    breaker.record_failure("two")
    assert breaker.incident == "two"
    waits = []
    for _ in range(6):
        wait = 0.0
        while not breaker.lets_pass():
            clock.now += 10.0
            wait += 10.0
        assert not breaker.lets_pass()  # while that one is being answered
        breaker.record_failure("again")
        waits.append(wait)
    assert waits[:3] == [OPEN_SECONDS, 2 * OPEN_SECONDS, 4 * OPEN_SECONDS]
    assert waits[-1] == MAX_OPEN_SECONDS
    clock.now += MAX_OPEN_SECONDS
    assert breaker.lets_pass()
    breaker.record_success()
    assert breaker.lets_pass()


def test_what_lasts_opens_it_at_once(clock: Clock) -> None:
    breaker = CircuitBreaker()
    breaker.record_failure("key", is_lasting=True)
    assert not breaker.lets_pass()


def test_a_trial_that_says_nothing_makes_room_for_the_next(clock: Clock) -> None:
    breaker = CircuitBreaker()
    breaker.record_failure("key", is_lasting=True)
    clock.now += OPEN_SECONDS
    assert breaker.lets_pass()
    breaker.record_neutral()
    assert breaker.lets_pass()


def test_questions_sent_before_it_opened_do_not_prolong_the_wait(clock: Clock) -> None:
    breaker = CircuitBreaker()
    for name in "abcdef":
        breaker.record_failure(name)
    assert breaker.incident == "b"
    clock.now += OPEN_SECONDS
    assert breaker.lets_pass()
