"""Make the parts of episodes' pages that aren't stored yet, a few episodes at a time."""

import asyncio

from cachetools import TTLCache

from bot.web.episode_view import EpisodeView, load_view
from retrieval.library import Library
from retrieval.models import Episode, Scope

WAIT_SECONDS = 2.0
"""How long a visitor waits for a page whose parts are being made, before a page says so."""
MAX_AT_ONCE = 2
"""How many episodes' parts are made at a time, so that visitors don't keep members waiting."""
KEPT_SECONDS = 60.0
"""How long a finished page's parts are kept for those who were asked to wait."""
MAX_KEPT = 16

_Key = tuple[int | None, int, bool, int]


class Preparation:
    """Loads what episodes' pages show; visitors who may see the same wait for the same making."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._tasks: dict[_Key, asyncio.Task[EpisodeView]] = {}
        self._finished: TTLCache[_Key, EpisodeView] = TTLCache(MAX_KEPT, KEPT_SECONDS)

    async def load(
        self, episode: Episode, scope: Scope, *, whole: bool, version: int = 0
    ) -> EpisodeView | None:
        """Return what an episode's page shows, `None` while its parts are being made.

        It has the `whole` transcript, or the cited passages alone, at this `version` of the library.
        """
        key = (scope.guild, episode.generation, whole, version)
        if finished := self._finished.get(key):
            return finished
        task = self._tasks.get(key)
        if task is None:
            if len(self._tasks) >= MAX_AT_ONCE:
                return None
            task = asyncio.create_task(load_view(self._library, scope, whole=whole))
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._finish(key, done))
        done, _ = await asyncio.wait({task}, timeout=WAIT_SECONDS)
        return task.result() if done else None

    def _finish(self, key: _Key, task: asyncio.Task[EpisodeView]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled() and task.exception() is None:  # else the next visit tries again
            self._finished[key] = task.result()
