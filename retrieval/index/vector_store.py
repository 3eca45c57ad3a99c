"""Store and search segments' vectors in Chroma, embedded in a folder or on a server.

There is one cosine collection per show and embedding model, with ids `generation:number` and nothing else:
text and metadata are in the catalog. No `where` filter is used: it costs 20 to 300 times a plain query.
"""

from __future__ import annotations

import copy
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from retrieval.catalog.disk_space import DISK_FULL, is_disk_full
from retrieval.errors import LibraryError
from retrieval.index.chroma_client import ChromaServer, EmbeddedChroma, find_collection
from retrieval.index.shared_client import CHANGED_FILE
from retrieval.models import ScoredSegment, SegmentKey
from retrieval.texts import Text

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy import float32
    from numpy.typing import NDArray

COLLECTION_PREFIX = "show-"
"""Beginning of a collection's name, followed by the show's key."""
SEARCH_EF = 400
"""HNSW candidates per search. Of the 50 nearest of 100,000 vectors clustered like talk, 400 finds 99.7 % in
4.5 ms and 100 finds 96.7 % in 2.3 ms.
"""
IDS_PER_PAGE = 10_000
"""How many ids are read at a time when all ids of a collection are listed."""
ROWS_PER_CHANGE = 16
"""Rows written or deleted at a time, while Chroma blocks all other threads. Measured on 300 rows: one change
blocks them for 66 to 153 ms, changes of 16 for 35 to 68 ms each; they take 0.3 to 0.4 s in all, not 0.1 s.
"""
_log = logging.getLogger(__name__)


class VectorStore:
    """The vectors of all shows, opened on first use, safe for several threads and processes.

    `location` is a folder or the URL of a Chroma server. `model` names the embedding model; each model's
    vectors are in collections of their own. Every method raises LibraryError if Chroma fails.
    """

    def __init__(self, location: Path | str, model: str = "") -> None:
        self._chroma = EmbeddedChroma(location) if isinstance(location, Path) else ChromaServer(location)
        self._model = model
        self._folder = location if isinstance(location, Path) else None

    @property
    def model(self) -> str:
        """The name of the embedding model whose vectors these are."""
        return self._model

    @property
    def is_embedded(self) -> bool:
        """Whether the vectors are in a folder of their own, not on a server."""
        return self._folder is not None

    def version(self) -> str:
        """Return a text that changes with the folder's contents; always empty for a server."""
        changed = self._folder / CHANGED_FILE if self._folder else None
        return changed.read_text(errors="replace") if changed and changed.exists() else ""

    def for_model(self, model: str) -> VectorStore:
        """Return a store for another model's vectors that shares this one's connection; close one of them."""
        other = copy.copy(self)
        other._model = model
        return other

    def add(self, show: int, generation: int, numbers: Sequence[int], vectors: NDArray[float32]) -> None:
        """Store the vectors (one unit row per segment number), replacing those that are stored already."""
        with self._session(self.name(show), change=True) as client:
            collection = client.get_or_create_collection(
                self.name(show),
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EF}},
            )
            ids = [f"{generation}:{number}" for number in numbers]
            for batch in _batches(ids):
                collection.upsert(ids=ids[batch], embeddings=vectors[batch])

    def fetch(self, show: int, generation: int, count: int) -> NDArray[float32]:
        """Return the vectors of segments 1 to `count`, one row each; LibraryError if one is missing."""
        import numpy

        rows = self.fetch_stored(show, generation, count)
        if len(rows) < count:
            raise LibraryError(
                Text(
                    "The index of this episode is incomplete: `podcite doctor --fix` rebuilds what is "
                    "missing."
                )
            )
        return numpy.asarray([rows[number] for number in range(1, count + 1)], dtype=numpy.float32)

    def fetch_stored(self, show: int, generation: int, count: int) -> dict[int, NDArray[float32]]:
        """Return the vectors of segments 1 to `count` by number, as far as they are stored."""
        ids = [f"{generation}:{number}" for number in range(1, count + 1)]
        with self._collection(show) as collection:
            result = collection.get(ids=ids, include=["embeddings"]) if collection else None
        embeddings = result["embeddings"] if result else None
        if result is None or embeddings is None:
            return {}
        rows = cast("NDArray[float32]", embeddings)
        return {_parse_id(id_).number: row for id_, row in zip(result["ids"], rows, strict=True)}

    def search(self, show: int, vector: NDArray[float32], k: int) -> list[ScoredSegment]:
        """Return the `k` segments with the highest cosine similarities, best first."""
        with self._collection(show) as collection:
            if collection is None or k < 1:
                return []
            result = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        (distances,) = cast("list[list[float]]", result["distances"])
        (ids,) = result["ids"]
        return [
            ScoredSegment(*_parse_id(id_), 1.0 - distance)
            for id_, distance in zip(ids, distances, strict=True)
        ]

    def nearest_scores(self, show: int, vectors: NDArray[float32]) -> list[float]:
        """Return for each row the cosine similarity of the nearest stored vector, 0 if there is none."""
        with self._collection(show) as collection:
            if collection is None:
                return [0.0] * len(vectors)
            result = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
        distances = cast("list[list[float]]", result["distances"])
        return [1.0 - row[0] if row else 0.0 for row in distances]

    def warm_up(self) -> None:
        """Read every show's vectors into memory, where Chroma searches them."""
        for show in self.shows():
            with self._collection(show) as collection:
                if collection is not None:
                    collection.get(limit=1, include=["embeddings"])

    def remove(self, show: int, generation: int, count: int | None = None) -> None:
        """Delete a generation's vectors: of segments 1 to `count`, or without a count all that are stored."""
        with self._session(self.name(show), change=True) as client:
            collection = find_collection(client, self.name(show))
            if collection is None:
                return
            ids = [f"{generation}:{number}" for number in range(1, (count or 0) + 1)]
            if count is None:
                ids = [id_ for id_ in _ids(collection) if _parse_id(id_).generation == generation]
            for batch in _batches(ids):
                collection.delete(ids=ids[batch])

    def count(self, show: int) -> int:
        """Return how many vectors of a show are stored, of all generations together."""
        with self._collection(show) as collection:
            return collection.count() if collection else 0

    def counts(self, show: int) -> dict[int, int]:
        """Return how many vectors each generation has. Reads all ids of the show."""
        with self._collection(show) as collection:
            return Counter(_parse_id(id_).generation for id_ in _ids(collection)) if collection else {}

    def generations(self, show: int) -> set[int]:
        """Return every generation of which at least one vector is stored. Reads all ids of the show."""
        return set(self.counts(show))

    def names(self) -> set[str]:
        """Return the names of all shows' collections, of all models."""
        with self._session() as client:
            names = {collection.name for collection in client.list_collections()}
        return {name for name in names if re.match(f"{COLLECTION_PREFIX}[0-9]", name)}

    def shows(self) -> set[int]:
        """Return the keys of all shows that have a collection for this model, even an empty one."""
        names = self.names()
        shows = {int(match[1]) for name in names if (match := re.match(f"{COLLECTION_PREFIX}([0-9]+)", name))}
        return {show for show in shows if self.name(show) in names}

    def drop(self, show: int) -> None:
        """Delete a show's whole collection with its files."""
        self.drop_collection(self.name(show))

    def drop_collection(self, name: str) -> None:
        """Delete the collection of this name with its files, if there is one."""
        with self._session(name, change=True) as client:
            if find_collection(client, name):
                client.delete_collection(name)

    def close(self) -> None:
        self._chroma.close()

    @contextmanager
    def _collection(self, show: int) -> Iterator[Collection | None]:
        with self._session(self.name(show)) as client:
            yield self._chroma.find(client, self.name(show))

    def name(self, show: int) -> str:
        """Return the name of the collection of a show's vectors by this model."""
        return "-".join([f"{COLLECTION_PREFIX}{show}", *re.findall("[a-zA-Z0-9]+", self._model)])

    @contextmanager
    def _session(self, name: str | None = None, *, change: bool = False) -> Iterator[Client]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            with self._chroma.session(name, change) as client:
                yield client
        except (ChromaError, httpx.HTTPError, ValueError, OSError) as error:
            if change and is_disk_full(error, self._folder):
                raise LibraryError(DISK_FULL) from error
            reason = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
            where = self._chroma.location
            if self.is_embedded and not change:  # what Chroma says of a folder helps nobody but developers
                _log.warning("the vectors %s can't be read: %s", where, reason)
                raise LibraryError(
                    f"The vectors {where} are damaged: `podcite doctor --fix` rebuilds them."
                ) from error
            raise LibraryError(f"The vectors {where} can't be used: {reason}.") from error


def _batches(ids: Sequence[str]) -> Iterator[slice]:
    for first in range(0, len(ids), ROWS_PER_CHANGE):
        yield slice(first, first + ROWS_PER_CHANGE)


def _ids(collection: Collection) -> Iterator[str]:
    offset = 0
    while page := collection.get(include=[], limit=IDS_PER_PAGE, offset=offset)["ids"]:
        yield from page
        offset += len(page)


def _parse_id(id_: str) -> SegmentKey:
    generation, number = id_.split(":")
    return SegmentKey(int(generation), int(number))
