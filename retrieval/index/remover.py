"""Remove shows and servers from the catalog, the vectors and the terms, one writer at a time."""

from datetime import datetime
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.index.generation_writer import GenerationWriter
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.index.writer_lock import WriterLock
from retrieval.models.guilds import RemovedShow


class Remover:
    """Removes in two steps: one transaction takes all out of every answer, then the rest is deleted.

    If it ends between the two, the next cleaning up deletes the rest. Methods raise LibraryError if another
    process writes for too long.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        terms: TermIndex,
        home: Path,
        tokens: TokenStore | None = None,
    ) -> None:
        self._catalog = catalog
        self._writer = GenerationWriter(catalog, vectors, terms, tokens)
        self._lock = WriterLock(home)

    def delete_guild(self, guild: int, left_before: datetime | None = None) -> bool:
        """Delete all data of a guild; with `left_before`, only if it removed the bot by then.

        Return whether that was done.
        """
        with self._lock.acquire(f"deleting the data of server {guild}"):
            deleted = self._catalog.removals.delete_guild(guild, left_before)
            if deleted:
                self._writer.remove_leftovers()
                self._catalog.removals.empty_log()
        return deleted

    def remove_show(
        self, guild: int | None, show: str, *, forget: bool, unknown: bool = False
    ) -> RemovedShow:
        """Remove a show with all generations of its episodes; `forget` also blocks it from coming back.

        Raises NotFoundError if there is no such show, unless an `unknown` one is to be blocked too.
        """
        with self._lock.acquire(f"removing the show {show}"):
            removed = self._catalog.removals.remove_show(guild, show, forget=forget, unknown=unknown)
            self._writer.remove_leftovers()
        return removed
