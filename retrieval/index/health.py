"""Check a library, one line per check, and repair what can be repaired."""

import asyncio
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import CATALOG_DAMAGED
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError, PodciteError
from retrieval.index.coverage import Coverage
from retrieval.index.embedding_mismatch import embedding_mismatch
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.healing import MIN_HEALING_BYTES, Healer
from retrieval.index.stale_rows import StaleRows, find_stale_rows
from retrieval.index.status import describe_incomplete, describe_waiting, without_advice
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.models import HealingReport, HealthCheck, ProgressSink
from retrieval.texts import Text

DAMAGED_ADVICE = (
    "Stop the bot and restore a backup with `podcite restore FILE`; without one, remove catalog.db, "
    "catalog.db-wal and catalog.db-shm from {folder} and add your transcripts again with `podcite index add`."
)
FIX = "Run `podcite doctor --fix`."
PRIVATE_MODES = {"": 0o700, "catalog.db": 0o600}
"""Permissions of the data folder and of the catalog in it: nobody else on the computer may read them."""


class Health:
    """Checks and repairs a library. Methods raise only errors of `retrieval.errors`."""

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        terms: TermIndex,
        coverage: Coverage,
        embeddings: Callable[[], EmbeddingModel],
        home: Path,
        load_chat_model: Callable[[], str],
        threads: Threads,
        tokens: TokenStore | None = None,
    ) -> None:
        self._threads = threads
        self._catalog, self._vectors, self._terms = catalog, vectors, terms
        self._coverage, self._embeddings, self._home = coverage, embeddings, home
        self._load_chat_model = load_chat_model
        self._tokens = tokens
        self._healer = Healer(catalog, vectors, terms, coverage, embeddings, home, tokens)

    async def check(self, *, quick: bool = False) -> list[HealthCheck]:
        """Return the results of all checks. `quick` counts rows instead of reading them all."""
        return await self._threads.background.run(lambda: list(self._checks(quick)))

    async def heal(self, progress: ProgressSink | None = None, *, relink: bool = False) -> HealingReport:
        """Rebuild what is missing or damaged of the index; if cancelled, it ends soon and loses nothing.

        Token vectors that are missing are made last. With `relink`, vectors that a search doesn't find are
        stored again.
        """
        return await self._threads.long_work.run(
            lambda report: self._healer.heal(report, relink=relink), progress
        )

    async def is_index_whole(self) -> bool:
        """Return whether there is nothing for `heal` to do; far cheaper than a check.

        That is so once the vectors and the terms hold every episode by this model, and the token vectors
        those that there is room for.
        """
        return await self._threads.background.run(self._is_index_whole)

    async def load_chat_model(self) -> str:
        """Load the chat model, without any request to it, and return its name. Raises ConfigurationError."""
        return await asyncio.to_thread(self._load_chat_model)

    async def restrict_permissions(self) -> None:
        """Let nobody else read the data folder and the catalog. Raises LibraryError if that isn't allowed."""
        await asyncio.to_thread(self._restrict_permissions)

    def _is_index_whole(self) -> bool:
        if any(self._healer.find_damage(())):
            return False
        generations = {ref.generation for ref in self._catalog.generations.kept()}
        if self._coverage.incomplete(generations, recount=True) or self._healer.waiting():
            return False
        return not self._healer.token_vectors.missing()

    def _checks(self, quick: bool) -> Iterator[HealthCheck]:
        catalog = self._check_catalog(quick)
        yield catalog
        yield self._check_disk()
        if not quick and catalog.is_ok:
            yield self._check_embedding_model()
        if not quick and os.name == "posix":
            yield self._check_permissions()
        if catalog.is_ok:
            checks = [("index", self._check_index), ("old versions", self._check_stale_rows)]
            checks += [] if quick else [("search", self._check_search), ("token vectors", self._check_tokens)]
            is_index_readable = True
            for name, check in checks:
                try:
                    result = check(quick)
                except PodciteError as error:
                    finding = (
                        str(error)
                        if is_index_readable
                        else "This can't be checked while the index is damaged."
                    )
                    result = _to_fix(name, finding)
                is_index_readable = is_index_readable and (name != "index" or result.is_ok)
                yield result

    def _check_catalog(self, quick: bool) -> HealthCheck:
        advice = DAMAGED_ADVICE.format(folder=self._home)
        try:
            problems = self._catalog.find_damage(quick=quick)
            totals = self._catalog.totals()
        except LibraryError as error:
            if str(error) == CATALOG_DAMAGED:
                return HealthCheck("catalog", False, "The catalog is damaged.", advice)
            return HealthCheck("catalog", False, str(error))
        if problems:
            return HealthCheck("catalog", False, f"The catalog is damaged: {'; '.join(problems)}.", advice)
        episodes = Text.counted("{n} episode", "{n} episodes", totals.episodes)
        segments = Text.counted("{n} segment", "{n} segments", totals.segments)
        return HealthCheck("catalog", True, f"{episodes}, {segments}")

    def _check_disk(self) -> HealthCheck:
        free = shutil.disk_usage(self._home).free
        finding = f"{free / 1e6:,.0f} MB free"
        if free < MIN_HEALING_BYTES:
            return HealthCheck("disk", False, f"The disk is full: {finding}.", "Free some space on the disk.")
        return HealthCheck("disk", True, finding)

    def _check_embedding_model(self) -> HealthCheck:
        try:
            model = self._embeddings()
            model.warm_up()
            mismatch = embedding_mismatch(self._catalog, model.name)
        except LibraryError as error:  # the catalog's, not the model's
            return HealthCheck("embedding model", False, f"The embedding model can't be checked: {error}")
        except Exception as error:  # whatever keeps a model's files from loading
            advice = "Check PODCITE_EMBEDDING_MODEL, or install Podcite again."
            return HealthCheck("embedding model", False, f"The embedding model doesn't load: {error}", advice)
        if mismatch:
            return HealthCheck("embedding model", False, str(mismatch), "Run `podcite index reindex`.")
        if waiting := len(self._catalog.generations_of_other_models(model.name)):
            is_being_rebuilt, episodes = self._coverage.is_being_rebuilt(), self._catalog.totals().episodes
            finding = describe_waiting(waiting, episodes, is_being_rebuilt=is_being_rebuilt)
            return (
                HealthCheck("embedding model", True, finding)
                if is_being_rebuilt
                else _to_fix("embedding model", finding)
            )
        return HealthCheck("embedding model", True, model.name)

    def _check_permissions(self) -> HealthCheck:
        wrong = [f"{path} ({mode:o})" for path, mode in self._too_open()]
        if wrong:
            finding = f"Others on this computer can read {' and '.join(wrong)}."
            return _to_fix("permissions", finding)
        return HealthCheck("permissions", True, "only you can read the data folder and the catalog")

    def _check_index(self, quick: bool) -> HealthCheck:
        model = self._embeddings().name  # those of another model can't answer, which another check says
        refs = [ref for ref in self._catalog.generations.kept() if ref.model == model]
        current = {ref.generation for ref in self._catalog.generations.current() if ref.model == model}
        if not quick:
            for damage in self._healer.find_damage(refs):
                if damage:
                    return _to_fix("index", damage)
        absent = {ref.generation for ref in self._coverage.find_incomplete(refs)}
        if not quick:
            absent |= {ref.generation for ref in self._healer.incomplete()}
        is_being_rebuilt = self._coverage.is_being_rebuilt()
        if absent & current:
            finding = describe_incomplete(len(absent & current), is_being_rebuilt=is_being_rebuilt)
            return HealthCheck("index", True, finding) if is_being_rebuilt else _to_fix("index", finding)
        if absent:
            finding = f"The index of {len(absent):,} earlier versions is missing or damaged."
            return HealthCheck("index", True, finding) if is_being_rebuilt else _to_fix("index", finding)
        return HealthCheck("index", True, "every episode can be searched by meaning and by words")

    def _check_stale_rows(self, quick: bool) -> HealthCheck:
        leftovers = len(self._catalog.generations.leftovers())
        count = leftovers + (0 if quick else len(self._find_stale_rows()))
        if count and not quick:
            finding = f"{count:,} replaced or unknown versions of episodes are still stored."
            return _to_fix("old versions", finding)
        return HealthCheck(
            "old versions", True, f"{count:,} wait for the next clean-up" if count else "none left over"
        )

    def _find_stale_rows(self) -> StaleRows:
        return find_stale_rows(self._catalog, self._vectors, self._terms, self._tokens)

    def _check_search(self, quick: bool) -> HealthCheck:
        refs = self._catalog.generations.current()
        absent = set(self._coverage.find_incomplete(refs))
        unreachable = sum(len(self._healer.unreachable(ref)) for ref in refs if ref not in absent)
        if unreachable:
            finding = f"A search doesn't find {unreachable:,} of the stored vectors."
            return _to_fix("search", finding)
        return HealthCheck("search", True, "finds every stored vector")

    def _check_tokens(self, quick: bool) -> HealthCheck:
        """Say how many token vectors there are; missing ones are never a problem."""
        return HealthCheck("token vectors", True, self._healer.token_vectors.describe() or "not used")

    def _too_open(self) -> Iterator[tuple[Path, int]]:
        for name, wanted in PRIVATE_MODES.items():
            path = self._home / name
            if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & ~wanted:
                yield path, mode

    def _restrict_permissions(self) -> None:
        if os.name != "posix":
            return
        for path, mode in list(self._too_open()):
            try:
                path.chmod(mode & PRIVATE_MODES[path.name if path != self._home else ""])
            except OSError as error:
                raise LibraryError(
                    f"The permissions of {path} can't be changed ({error.strerror or error}): "
                    "run `podcite doctor --fix` as the user who owns it."
                ) from error


def _to_fix(name: str, finding: str) -> HealthCheck:
    """Return a failed check that `podcite doctor --fix` repairs, with that advice once."""
    return HealthCheck(name, False, without_advice(finding), FIX)
