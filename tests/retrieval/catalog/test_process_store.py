"""What a single process sets aside for questions in progress."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from retrieval.catalog.database import Database
from retrieval.catalog.process_store import ProcessStore
from retrieval.catalog.usage_store import UsageStore
from retrieval.concurrency import Threads
from retrieval.models.budgets import Account, Budget, Spending
from retrieval.models.usage import Usage

OURS, THEIRS = Account(1, date(2026, 11, 28), "m"), Account(2, date(2026, 11, 28), "m")
AMOUNT, LIMITED = Spending(12_000), Budget(tokens=30_000)
USED = Usage(requests=1, input_tokens=1000, output_tokens=100)


class HeldUsage(UsageStore):
    """Reads and writes when it is told to; `reading` is set as a read begins."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.reading, self.may_read = threading.Event(), threading.Event()

    def spent(self, account: Account) -> Spending:
        before = super().spent(account)
        self.reading.set()
        self.may_read.wait(30)
        return before


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'catalog.db'}", tmp_path)


@pytest.fixture
def held(database: Database) -> HeldUsage:
    return HeldUsage(database)


@pytest.fixture
async def threads() -> AsyncIterator[Threads]:
    threads = Threads()
    yield threads
    threads.close()


@pytest.fixture
def other_writer(database: Database, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process that writes to the catalog until it rolls back."""
    UsageStore(database).add(THEIRS, USED)  # makes the tables
    file = tmp_path / "catalog.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def reserved(store: ProcessStore) -> dict[Account, Spending]:
    return dict(vars(store)["_reserved"])


async def test_a_question_that_is_cancelled_while_it_reserves_sets_nothing_aside(
    held: HeldUsage, threads: Threads
) -> None:
    store = ProcessStore(held, threads)
    reserving = asyncio.create_task(store.reserve(OURS, AMOUNT, LIMITED))
    await asyncio.to_thread(held.reading.wait, 30)
    reserving.cancel()
    await asyncio.gather(reserving, return_exceptions=True)
    held.may_read.set()
    assert await store.reserve(OURS, AMOUNT, LIMITED)  # the thread has ended, or a second one has read
    assert reserved(store) == {OURS: AMOUNT}


async def test_what_is_settled_while_the_catalog_is_read_counts(held: HeldUsage, threads: Threads) -> None:
    store, budget = ProcessStore(held, threads), Budget(tokens=1100)
    held.may_read.set()
    assert await store.reserve(OURS, AMOUNT, budget)
    held.may_read.clear()
    held.reading.clear()
    reserving = asyncio.create_task(store.reserve(OURS, AMOUNT, budget))
    await asyncio.to_thread(held.reading.wait, 30)  # it has read that nothing was spent
    await store.settle(OURS, AMOUNT, USED)
    held.may_read.set()
    assert not await reserving
    assert reserved(store) == {}


async def test_a_settlement_that_waits_for_another_writer_delays_nobodys_question(
    database: Database, threads: Threads, other_writer: sqlite3.Connection
) -> None:
    store = ProcessStore(UsageStore(database), threads)
    assert await store.reserve(OURS, AMOUNT, LIMITED)
    settling = asyncio.create_task(store.settle(OURS, AMOUNT, USED))
    questions = [store.reserve(account, AMOUNT, LIMITED) for account in (OURS, THEIRS) for _ in range(2)]
    assert await asyncio.gather(*questions) == [True] * 4
    assert not settling.done()  # the questions were begun while it waited
    assert reserved(store) == {OURS: Spending(36_000), THEIRS: Spending(24_000)}
    other_writer.execute("ROLLBACK")
    await settling
    assert reserved(store) == {account: Spending(24_000) for account in (OURS, THEIRS)}


async def test_a_cancelled_settlement_is_stored_and_frees_its_amount_then(
    database: Database, threads: Threads, other_writer: sqlite3.Connection
) -> None:
    usage = UsageStore(database)
    store = ProcessStore(usage, threads)
    assert await store.reserve(OURS, AMOUNT, LIMITED)
    settling = asyncio.create_task(store.settle(OURS, AMOUNT, USED))
    await store.spent(OURS)
    settling.cancel()
    await asyncio.gather(settling, return_exceptions=True)
    assert reserved(store) == {OURS: AMOUNT}
    other_writer.execute("ROLLBACK")
    async with asyncio.timeout(60):
        while reserved(store):
            await asyncio.to_thread(usage.spent, OURS)
    assert usage.spent(OURS) == Spending(1100)
