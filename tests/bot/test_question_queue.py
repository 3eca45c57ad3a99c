"""Nobody's flood of questions keeps others from getting answers."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.question_queue import QuestionQueue, sparing

Work = Callable[[int, str], Awaitable[None]]


def working(queue: QuestionQueue, done: list[str], running: list[int]) -> Work:
    async def work(user: int, question: str) -> None:
        async with queue.slot(user):
            running.append(user)
            await asyncio.sleep(0)
            running.remove(user)
            done.append(question)

    return work


async def test_the_questions_of_one_user_wait_for_each_other_and_not_for_anybody_elses_flood() -> None:
    done: list[str] = []
    work = working(QuestionQueue(concurrency=1), done, [])
    flood = [work(1, f"flood {n}") for n in range(20)]
    await asyncio.gather(*flood, work(2, "second"), work(3, "third"))
    assert sorted(done[:4]) == ["flood 0", "flood 1", "second", "third"]
    assert [each for each in done if each.startswith("flood")] == [f"flood {n}" for n in range(20)]


async def test_no_more_run_together_than_there_are_slots_and_never_two_of_one_user() -> None:
    seen: list[list[int]] = []
    running: list[int] = []
    queue = QuestionQueue(concurrency=3)

    async def work(user: int) -> None:
        async with queue.slot(user):
            running.append(user)
            seen.append(list(running))
            await asyncio.sleep(0)
            running.remove(user)

    await asyncio.gather(*(work(n % 5) for n in range(40)))
    assert max(map(len, seen)) == 3
    assert all(len(set(users)) == len(users) for users in seen)


async def test_a_slot_whose_question_fails_or_is_cancelled_is_free_again() -> None:
    queue = QuestionQueue(concurrency=1)

    async def fail() -> None:
        async with queue.slot(1):
            raise ZeroDivisionError

    async def hold() -> None:
        async with queue.slot(2):
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    waiting = asyncio.create_task(hold())
    failing = asyncio.create_task(fail())
    await asyncio.sleep(0)
    waiting.cancel()
    holding.cancel()
    results = await asyncio.gather(failing, holding, waiting, return_exceptions=True)
    assert [type(result) for result in results] == [
        ZeroDivisionError,
        asyncio.CancelledError,
        asyncio.CancelledError,
    ]
    async with asyncio.timeout(30), queue.slot(1):
        pass


async def test_who_waits_hears_of_each_change_of_their_place() -> None:
    queue = QuestionQueue(concurrency=1)
    places: dict[int, list[int]] = {user: [] for user in (1, 2, 3, 4)}
    done: list[int] = []

    async def ask(user: int, finish: asyncio.Event) -> None:
        async with queue.slot(user, places[user].append):
            await finish.wait()
            done.append(user)

    finish = asyncio.Event()
    first, second, third, fourth = (asyncio.create_task(ask(user, finish)) for user in places)
    await asyncio.sleep(0)
    assert places == {1: [], 2: [1], 3: [2], 4: [3]}
    second.cancel()
    await asyncio.wait([second])
    assert places == {1: [], 2: [1], 3: [2, 1], 4: [3, 2]}
    finish.set()
    async with asyncio.timeout(30):
        await asyncio.gather(first, third, fourth)
    assert places[4] == [3, 2, 1]
    assert done == [1, 3, 4]


async def test_a_slot_handed_to_a_question_that_is_cancelled_in_the_same_moment_is_not_lost() -> None:
    queue = QuestionQueue(concurrency=1)

    async def ask(user: int) -> None:
        async with queue.slot(user):
            await asyncio.sleep(0)

    waiting = [asyncio.create_task(ask(user)) for user in (1, 2)]
    await asyncio.sleep(0)
    await asyncio.wait([waiting[0]])
    waiting[1].cancel()
    await asyncio.wait(waiting)
    async with asyncio.timeout(30), queue.slot(3):
        pass


async def test_who_waits_for_their_own_earlier_question_hears_of_it() -> None:
    queue, places = QuestionQueue(concurrency=2), list[int]()

    async def ask_later() -> None:
        async with queue.slot(1, places.append):
            places.append(-1)

    async with queue.slot(1):
        later = asyncio.create_task(ask_later())
        await asyncio.sleep(0)
        assert places == [0]
    await later
    assert places == [0, -1]


def test_far_places_are_shown_rarely_and_near_ones_always() -> None:
    shown: list[int] = []
    sink = sparing(shown.append)
    for place in range(200, 0, -1):
        sink(place)
    assert shown[0] == 200
    assert shown[-3:] == [3, 2, 1]
    assert len(shown) < 20
