"""Where segments' vectors live: Chroma, embedded in a folder or on a server. No other module names it.

One cosine collection per show, ids `generation:number`, nothing else stored: text and metadata are the
catalog's. A `where` filter costs 20 to 300 times a plain query, so none is ever used.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from retrieval.errors import ConfigurationError, LibraryError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy import float32
    from numpy.typing import NDArray

PREFIX = "show-"
SEARCH_EF = 200
PAGE = 10_000


class Vectors:
    """The vectors of all shows. Opened on first use, safe to use from several threads.

    `location` is a folder, or the URL of a Chroma server. Every method raises LibraryError where Chroma
    can't do its work.
    """

    def __init__(self, location: Path | str) -> None:
        self._location = location
        self._lock = threading.Lock()
        self._opened: Client | None = None

    def add(self, show: int, generation: int, numbers: Sequence[int], vectors: NDArray[float32]) -> None:
        """Store one unit row per number; the same id stored again is replaced."""
        with self._guarded("written"):
            collection = self._client().get_or_create_collection(
                f"{PREFIX}{show}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EF}},
            )
            step = self._client().get_max_batch_size()
            for first in range(0, len(numbers), step):
                chosen = slice(first, first + step)
                collection.upsert(
                    ids=[_id(generation, number) for number in numbers[chosen]], embeddings=vectors[chosen]
                )

    def fetch(self, show: int, generation: int, count: int) -> NDArray[float32]:
        """The rows of segments 1…`count` in that order; LibraryError where one is missing."""
        import numpy

        ids = [_id(generation, number) for number in range(1, count + 1)]
        collection = self._find(show)
        if collection is None:
            raise LibraryError(_missing(show))
        with self._guarded("read"):
            got = collection.get(ids=ids, include=["embeddings"])
        rows = dict(zip(got["ids"], got["embeddings"] if got["embeddings"] is not None else (), strict=True))
        if len(rows) < count:
            raise LibraryError(_missing(show))
        return numpy.asarray([rows[id_] for id_ in ids], dtype=numpy.float32)

    def search(self, show: int, vector: NDArray[float32], k: int) -> list[tuple[int, int, float]]:
        """The `k` nearest segments as (generation, number, cosine), nearest first."""
        collection = self._find(show)
        if collection is None or k < 1:
            return []
        with self._guarded("searched"):
            found = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        distances = cast("list[list[float]]", found["distances"])
        return [(*_key(id_), 1.0 - far) for id_, far in zip(found["ids"][0], distances[0], strict=True)]

    def remove(self, show: int, generation: int, count: int | None = None) -> None:
        """Forget a generation: its segments 1…`count`, or, where that isn't known, all that are found."""
        collection = self._find(show)
        if collection is None:
            return
        with self._guarded("written"):
            ids = (
                [_id(generation, number) for number in range(1, count + 1)]
                if count is not None
                else [id_ for id_ in _ids(collection) if _key(id_)[0] == generation]
            )
            step = self._client().get_max_batch_size()
            for first in range(0, len(ids), step):
                collection.delete(ids=ids[first : first + step])

    def generations(self, show: int) -> set[int]:
        """Every generation of which at least one vector is stored."""
        collection = self._find(show)
        if collection is None:
            return set()
        with self._guarded("read"):
            return {_key(id_)[0] for id_ in _ids(collection)}

    def shows(self) -> set[int]:
        """The keys of all shows that have a collection, also an empty one."""
        with self._guarded("read"):
            names = [collection.name for collection in self._client().list_collections()]
        return {int(name.removeprefix(PREFIX)) for name in names if name.startswith(PREFIX)}

    def drop(self, show: int) -> None:
        """Remove a show's whole collection, and with it its files."""
        if self._find(show) is not None:
            with self._guarded("written"):
                self._client().delete_collection(f"{PREFIX}{show}")

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _client(self) -> Client:
        with self._lock:
            if self._opened is None:
                self._opened = _open(self._location)
            return self._opened

    def _find(self, show: int) -> Collection | None:
        from chromadb.errors import NotFoundError

        with self._guarded("opened"):
            try:
                return self._client().get_collection(f"{PREFIX}{show}", embedding_function=None)
            except NotFoundError:
                return None

    @contextmanager
    def _guarded(self, done: str) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, httpx.HTTPError, ValueError, OSError) as error:
            raise LibraryError(f"The vectors {self._where()} can't be {done}: {_reason(error)}") from error

    def _where(self) -> str:
        if isinstance(self._location, Path):
            return f"in {self._location}"
        return f"of the Chroma server at {urlsplit(self._location).hostname}"


def _open(location: Path | str) -> Client:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if isinstance(location, Path):
        location.mkdir(parents=True, exist_ok=True)
        return cast("Client", chromadb.PersistentClient(str(location), settings=settings))
    url = urlsplit(location)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ConfigurationError(f"CHROMA_URL must look like http://host:8000, not {location!r}")
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 8000)
    return cast("Client", chromadb.HttpClient(url.hostname, port, ssl=secure, settings=settings))


def _ids(collection: Collection) -> Iterator[str]:
    offset = 0
    while page := collection.get(include=[], limit=PAGE, offset=offset)["ids"]:
        yield from page
        offset += len(page)


def _id(generation: int, number: int) -> str:
    return f"{generation}:{number}"


def _key(id_: str) -> tuple[int, int]:
    generation, number = id_.split(":")
    return int(generation), int(number)


def _missing(show: int) -> str:
    return f"The index of show {show} has no vectors for this episode; `podcite index reindex` rebuilds it."


def _reason(error: Exception) -> str:
    first = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
    return f"{first}."
