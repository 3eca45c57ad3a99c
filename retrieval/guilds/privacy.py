"""What is stored about people: shown and deleted for each, and pruned after a time that the host sets."""

import asyncio
import logging
from dataclasses import asdict, replace

from retrieval.catalog.privacy_store import PrivacyStore
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError
from retrieval.models.privacy import KeepDays, KeptQuestion, Person, StoredRecords
from retrieval.texts import Text

_log = logging.getLogger(__name__)


def _in_words(days: int) -> Text:
    return Text("1 day") if days == 1 else Text("{n} days", n=days)


class Privacy:
    """Methods raise LibraryError as the catalog does.

    `keep` says how long the host keeps each kind of record.
    """

    def __init__(self, store: PrivacyStore, threads: Threads, keep: KeepDays) -> None:
        self._store, self._threads, self.keep = store, threads, keep

    async def read(self, person: Person) -> list[StoredRecords]:
        """Return what is stored about a person in all servers, by kind; not the kinds without records."""
        found = await self._threads.lookups.run(self._store.read, person)
        days = asdict(self.keep)
        return [
            replace(kind, until=Text(kind.until.template, days=_in_words(days[kind.kept_for])))
            if kind.kept_for
            else kind
            for kind in found
        ]

    async def delete(self, person: Person) -> int:
        """Delete what is stored about a person in all servers, and return how many records that were.

        The audit log keeps what they did, without their name and id; work that isn't finished stays.
        """
        return await self._threads.lookups.run(self._store.delete, person)

    async def keep_question(self, guild: int | None, asker: str, question: str, status: str) -> None:
        """Store a question if the host wants that; a failure is only logged. `asker` is a keyed hash."""
        if not self.keep.questions:
            return
        try:
            await self._threads.background.run(self._store.keep_question, guild, asker, question, status)
        except LibraryError as error:
            _log.warning("A question could not be kept: %s", error)

    async def questions(self, limit: int) -> list[KeptQuestion]:
        """Return the questions that were kept, newest first, for the host."""
        return await self._threads.background.run(self._store.questions, limit)

    async def prune(self) -> int:
        """Delete what is older than it may be, in small steps, and return how many records that were."""
        steps = self._store.prune(self.keep)
        pruned = 0
        while (step := await self._threads.background.run(next, steps, None)) is not None:
            pruned += step
            await asyncio.sleep(0)
        return pruned
