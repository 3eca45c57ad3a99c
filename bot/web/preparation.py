"""Makes the parts of episodes' pages that aren't stored yet, a few episodes at a time."""

import asyncio

from bot.web.episode_view import EpisodeView, load_view
from retrieval.library import Library
from retrieval.models import Episode, Scope

WAIT_SECONDS = 2.0
"""How long a visitor waits for a page whose parts are being made, before a page says so."""
MAX_AT_ONCE = 2
"""How many episodes' parts are made at a time, so that visitors don't keep members waiting."""

_Key = tuple[int | None, int, bool]


class Preparation:
    """Loads what episodes' pages show; visitors who may see the same wait for the same making."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._tasks: dict[_Key, asyncio.Task[EpisodeView]] = {}

    async def load(self, episode: Episode, scope: Scope, *, whole: bool) -> EpisodeView | None:
        """Return what an episode's page shows, `None` while its parts are being made.

        It has the `whole` transcript, or the cited passages alone.
        """
        key = (scope.guild, episode.generation, whole)
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
        if not task.cancelled():
            task.exception()  # a visitor who still waits is told; else the next visit tries again
