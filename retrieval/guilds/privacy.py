"""What is stored about people: shown and deleted for each, and pruned after a time that the host sets."""

import asyncio
import hashlib
import hmac
import logging
from dataclasses import asdict, replace
from pathlib import Path

from retrieval.catalog.privacy_store import PrivacyStore
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError
from retrieval.key_file import load_key, random_key
from retrieval.models.privacy import KeepDays, KeptQuestion, Person, StoredRecords
from retrieval.texts import Text

KEY_FILE = "privacy.key"
"""The file in the data folder that holds the key of the hashes that stand for people."""
_log = logging.getLogger(__name__)


def _in_words(days: int) -> Text:
    return Text("1 day") if days == 1 else Text("{n} days", n=days)


def pseudonym(key: bytes, guild: int | None, user: int) -> str:
    """Return the keyed hash that stands for a user in a server, or in private messages."""
    return hmac.new(key, f"{guild or 0}:{user}".encode(), hashlib.sha256).hexdigest()


class Privacy:
    """Methods raise LibraryError as the catalog does.

    `keep` says how long the host keeps each kind of record. The key of the hashes is in a file in `home`,
    apart from the catalog and its backups.
    """

    _key: bytes | None = None

    def __init__(self, store: PrivacyStore, threads: Threads, keep: KeepDays, home: Path) -> None:
        self._store, self._threads, self.keep = store, threads, keep
        self._file = home / KEY_FILE

    async def key(self, token: str) -> bytes:
        """Return the key of the hashes that stand for people, which is made when it is first needed.

        Where entries were stored with the bot's token as the key, as by Podcite before it had this file, the
        key is made from the token, so that they are still found. Raises KeyFileError for the file.
        """
        if self._key is None:
            self._key = await self._threads.lookups.run(self._load_key, token)
        return self._key

    def _load_key(self, token: str) -> bytes:
        def first_key() -> bytes:
            is_older = len(token.encode()) > hashlib.sha256().block_size and self._store.has_pseudonyms()
            # HMAC takes the hash of a key that is longer than a block in its place, so both give the same.
            return hashlib.sha256(token.encode()).digest() if is_older else random_key()

        return load_key(self._file, "/privacy won't find what was stored before.", first_key)

    async def person(self, user: int, token: str) -> Person:
        """Return a user with all hashes that stand for them: by the key, and by the token as it was once."""
        keys = (await self.key(token), token.encode())
        return Person(user, lambda guild: tuple(pseudonym(key, guild, user) for key in keys))

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
