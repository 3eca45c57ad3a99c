"""The queue of questions: some are answered at the same time, never two of one user."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

PlaceSink = Callable[[int], None]
"""Called with a question's place in line (1 is next) whenever it changes.

0 means that the user's own earlier question isn't answered yet.
"""

NEAR_PLACE = 3
"""From this place in line on, every step is shown."""
SHOWN_SHARE = 0.75
"""A place further back is shown again when it is at most this share of the one shown last.

Everybody's place changes with every answer: all shown, 200 in line would take 200 edits a second.
"""


def sparing(show: PlaceSink) -> PlaceSink:
    """Return a sink that drops updates until the place has changed enough."""
    shown: int | None = None

    def show_some(place: int) -> None:
        nonlocal shown
        if shown is None or place <= NEAR_PLACE or place <= SHOWN_SHARE * shown:
            shown = place
            show(place)

    return show_some


class QuestionQueue:
    """Lets `concurrency` questions run at the same time, never two of one user; the others wait in order.

    A user's later questions wait for the earlier one before they join the queue of all users, so nobody
    holds more than one place in it, however many questions they send.
    """

    def __init__(self, concurrency: int) -> None:
        self._free = concurrency
        self._line: list[tuple[asyncio.Event, PlaceSink | None]] = []
        self._users: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @property
    def waiting(self) -> int:
        """How many questions wait for a slot."""
        return len(self._line)

    @asynccontextmanager
    async def slot(self, user: int, on_place: PlaceSink | None = None) -> AsyncIterator[None]:
        """Wait for a slot for this user's question and hold it; `on_place` receives its place in line."""
        lock = self._users.setdefault(user, asyncio.Lock())
        if lock.locked() and on_place:
            on_place(0)
        async with lock:
            await self._take(on_place)
            try:
                yield
            finally:
                self._hand_on()

    async def _take(self, on_place: PlaceSink | None) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.Event()
        place = (turn, on_place)
        self._line.append(place)
        self._tell(len(self._line) - 1)
        try:
            await turn.wait()
        except asyncio.CancelledError:
            if turn.is_set():  # the slot was handed over in the same moment
                self._hand_on()
            else:
                at = self._line.index(place)
                del self._line[at]
                self._tell(at)
            raise

    def _hand_on(self) -> None:
        """Give a slot to the first in line, or keep it free."""
        if not self._line:
            self._free += 1
            return
        turn, _ = self._line.pop(0)
        turn.set()
        self._tell(0)

    def _tell(self, start: int) -> None:
        """Report their places to the questions from this position on."""
        for place, (_, on_place) in enumerate(self._line[start:], start + 1):
            if on_place:
                on_place(place)
