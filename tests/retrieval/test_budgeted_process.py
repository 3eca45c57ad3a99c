"""Child processes that are ended when they exceed their budget."""

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest

from retrieval.errors import TranscriptError
from retrieval.untrusted.budgeted_process import Budget, CallSeries, OverBudgetError, ProcessPool

ROOMY = Budget(60, 500_000_000)


def process_id() -> int:
    return os.getpid()


def double(number: int) -> int:
    sys.stdout.write("what is printed does no harm")
    return 2 * number


def loop() -> None:
    while True:
        pass


def backtrack() -> None:
    """Loop within the regex engine, which lets no other thread of Python run."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def eat(count: int) -> int:
    return len([bytearray(1_000_000) for _ in range(count)])


_kept: list[bytearray] = []


def keep(count: int) -> None:
    _kept.extend(bytearray(1_000_000) for _ in range(count))


def crash() -> None:
    os.abort()


def refuse(sentence: str) -> None:
    raise TranscriptError(sentence)


def fail() -> None:
    raise KeyError("no error of the domain")


def unpicklable() -> object:
    return lambda: None


@pytest.fixture
def pool() -> Iterator[ProcessPool]:
    pool = ProcessPool(1)
    yield pool
    pool.close()


def test_one_child_answers_call_after_call(pool: ProcessPool) -> None:
    first = pool.call(ROOMY, process_id)
    assert first != os.getpid()
    assert pool.call(ROOMY, double, 21) == 42
    assert pool.call(ROOMY, process_id) == first


@pytest.mark.slow
@pytest.mark.parametrize("killer", [loop, backtrack])
def test_a_call_that_never_ends_is_ended_and_the_next_one_is_answered(
    pool: ProcessPool, killer: Callable[[], None]
) -> None:
    first = pool.call(ROOMY, process_id)
    with pytest.raises(OverBudgetError):
        pool.call(Budget(0.5, ROOMY.memory), killer)
    assert not is_running(first)
    assert pool.call(ROOMY, double, 1) == 2


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_call_that_eats_memory_is_ended_and_the_next_one_is_answered(pool: ProcessPool) -> None:
    with pytest.raises(OverBudgetError):
        pool.call(Budget(60, 100_000_000), eat, 2_000)
    assert pool.call(Budget(60, 100_000_000), eat, 20) == 20
    assert pool.call(ROOMY, eat, 300) == 300, "each call has a budget of its own"


@pytest.mark.slow
def test_a_child_that_crashes_is_replaced(pool: ProcessPool) -> None:
    with pytest.raises(OverBudgetError):
        pool.call(ROOMY, crash)
    assert pool.call(ROOMY, double, 1) == 2


@pytest.mark.slow
def test_a_child_that_was_killed_while_idle_is_replaced(pool: ProcessPool) -> None:
    idle = pool.call(ROOMY, process_id)
    os.kill(idle, 9)
    while is_running(idle):
        time.sleep(0.01)
    assert pool.call(ROOMY, double, 1) == 2


@pytest.mark.slow
def test_errors_come_back_as_they_are(pool: ProcessPool) -> None:
    with pytest.raises(TranscriptError, match=r"^a.srt is empty\.$"):
        pool.call(ROOMY, refuse, "a.srt is empty.")
    with pytest.raises(KeyError) as caught:
        pool.call(ROOMY, fail)
    assert "in fail" in "".join(caught.value.__notes__), "the log shows where in the child it was raised"
    with pytest.raises(Exception, match="lambda"):
        pool.call(ROOMY, unpicklable)
    assert pool.call(ROOMY, double, 1) == 2


@pytest.mark.slow
def test_close_ends_the_children() -> None:
    pool = ProcessPool(2)
    children = [pool.call(ROOMY, process_id)]
    calls = [Thread(target=lambda: children.append(pool.call(ROOMY, process_id))) for _ in range(4)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert len(children) == 5
    assert len(set(children)) <= 2
    pool.close()
    assert not any(is_running(child) for child in children)


def is_running(process: int) -> bool:
    """Return whether the process runs; one that has ended but wasn't waited for counts as ended."""
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_series_of_calls_shares_a_child_and_a_budget(pool: ProcessPool) -> None:
    series = pool.try_open(Budget(2.0, 200_000_000))
    assert series is not None
    assert pool.try_open(ROOMY) is None
    with series:
        assert series.call(process_id) == series.call(process_id)
        with pytest.raises(TranscriptError, match="no words"):
            series.call(refuse, "no words")
        with pytest.raises(OverBudgetError):
            _call_often(series, time.sleep, 0.2)
    assert pool.call(ROOMY, double, 1) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_the_memory_of_a_series_of_calls_is_that_of_all_of_them(pool: ProcessPool) -> None:
    series = pool.try_open(Budget(60.0, 100_000_000))
    assert series is not None
    with series, pytest.raises(OverBudgetError):
        _call_often(series, keep, 30)


def _call_often(series: CallSeries, function: Callable[[Any], None], size: float) -> None:
    for _ in range(30):
        series.call(function, size)
