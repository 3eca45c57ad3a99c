"""Where segments' vectors live: Chroma, embedded in a folder or on a server.

One cosine collection per show and embedding model, ids `generation:number`, nothing else stored: text and
metadata are the catalog's. A `where` filter costs 20 to 300 times a plain query, so none is ever used.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from retrieval.errors import LibraryError
from retrieval.index.chroma_client import Embedded, Server, find

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy import float32
    from numpy.typing import NDArray

PREFIX = "show-"
SEARCH_EF = 400
"""How wide a graph is searched: of the true 50 nearest of 100,000 rows that lie in topics like talk,
99.7 % are found in 4.5 ms; 100 finds 96.7 % in 2.3 ms.
"""
PAGE = 10_000
AT_ONCE = 16
"""Rows of one change: Chroma keeps every other thread waiting during it. For an episode of 300 segments that
was 66 to 153 ms at once and is 35 to 68 ms in parts of 16, which take 0.3 to 0.4 s in all instead of 0.1 s.
"""


class VectorStore:
    """The vectors of all shows. Opened on first use, safe to use from several threads and processes.

    `location` is a folder, or the URL of a Chroma server; `model` names the embedding model, whose vectors
    no other model's stand among. Every method raises LibraryError where Chroma can't do its work.
    """

    def __init__(self, location: Path | str, model: str = "") -> None:
        self._source = Embedded(location) if isinstance(location, Path) else Server(location)
        self._model = model

    def of(self, model: str) -> VectorStore:
        """The vectors of another embedding model in the same place; to be closed once, here or there."""
        other = copy.copy(self)
        other._model = model
        return other

    def add(self, show: int, generation: int, numbers: Sequence[int], vectors: NDArray[float32]) -> None:
        """Store one unit row per number; the same id stored again is replaced."""
        with self._chroma(self._name(show), change=True) as client:
            collection = client.get_or_create_collection(
                self._name(show),
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EF}},
            )
            ids = [f"{generation}:{number}" for number in numbers]
            for part in _parts(ids):
                collection.upsert(ids=ids[part], embeddings=vectors[part])

    def fetch(self, show: int, generation: int, count: int) -> NDArray[float32]:
        """The rows of segments 1…`count` in that order; LibraryError where one is missing."""
        import numpy

        ids = [f"{generation}:{number}" for number in range(1, count + 1)]
        with self._collection(show) as collection:
            got = collection.get(ids=ids, include=["embeddings"]) if collection else None
        found = got["embeddings"] if got else None
        rows = dict(zip(got["ids"], found, strict=True)) if got and found is not None else {}
        if len(rows) < count:
            raise LibraryError(
                "The index lacks vectors of this episode; `podcite index reindex` makes them anew."
            )
        return numpy.asarray([rows[id_] for id_ in ids], dtype=numpy.float32)

    def search(self, show: int, vector: NDArray[float32], k: int) -> list[tuple[int, int, float]]:
        """The `k` nearest segments as (generation, number, cosine), nearest first."""
        with self._collection(show) as collection:
            if collection is None or k < 1:
                return []
            found = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        distances = cast("list[list[float]]", found["distances"])
        return [(*_key(id_), 1.0 - far) for id_, far in zip(found["ids"][0], distances[0], strict=True)]

    def warm_up(self) -> None:
        """Read every show's vectors into memory, where they are searched."""
        for show in self.shows():
            with self._collection(show) as collection:
                if collection is not None:
                    collection.get(limit=1, include=["embeddings"])

    def remove(self, show: int, generation: int, count: int | None = None) -> None:
        """Forget a generation: its segments 1…`count`, or, where that isn't known, all that are found."""
        with self._chroma(self._name(show), change=True) as client:
            collection = find(client, self._name(show))
            if collection is None:
                return
            ids = [f"{generation}:{number}" for number in range(1, (count or 0) + 1)]
            if count is None:
                ids = [id_ for id_ in _ids(collection) if _key(id_)[0] == generation]
            for part in _parts(ids):
                collection.delete(ids=ids[part])

    def generations(self, show: int) -> set[int]:
        """Every generation of which at least one vector is stored. Reads all ids of the show."""
        with self._collection(show) as collection:
            return {_key(id_)[0] for id_ in _ids(collection)} if collection else set()

    def shows(self) -> set[int]:
        """The keys of all shows that have a collection of this model, also an empty one."""
        with self._chroma() as client:
            names = [collection.name for collection in client.list_collections()]
        found = {int(match[1]) for name in names if (match := re.match(f"{PREFIX}([0-9]+)", name))}
        return {show for show in found if self._name(show) in names}

    def drop(self, show: int) -> None:
        """Remove a show's whole collection, and with it its files."""
        name = self._name(show)
        with self._chroma(name, change=True) as client:
            if find(client, name):
                client.delete_collection(name)

    def close(self) -> None:
        self._source.close()

    @contextmanager
    def _collection(self, show: int) -> Iterator[Collection | None]:
        with self._chroma(self._name(show)) as client:
            yield self._source.find(client, self._name(show))

    def _name(self, show: int) -> str:
        return "-".join([f"{PREFIX}{show}", *re.findall("[a-zA-Z0-9]+", self._model)])

    @contextmanager
    def _chroma(self, name: str | None = None, *, change: bool = False) -> Iterator[Client]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            with self._source.session(name, change) as client:
                yield client
        except (ChromaError, httpx.HTTPError, ValueError, OSError) as error:
            reason = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
            raise LibraryError(f"The vectors {self._source.place} can't be used: {reason}.") from error


def _parts(ids: Sequence[str]) -> Iterator[slice]:
    for first in range(0, len(ids), AT_ONCE):
        yield slice(first, first + AT_ONCE)


def _ids(collection: Collection) -> Iterator[str]:
    offset = 0
    while page := collection.get(include=[], limit=PAGE, offset=offset)["ids"]:
        yield from page
        offset += len(page)


def _key(id_: str) -> tuple[int, int]:
    generation, number = id_.split(":")
    return int(generation), int(number)
