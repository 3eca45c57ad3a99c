"""Where segments' vectors live: Chroma, embedded in a folder or on a server. No other module names it.

One cosine collection per show and embedding model, ids `generation:number`, nothing else stored: text and
metadata are the catalog's. A `where` filter costs 20 to 300 times a plain query, so none is ever used.
"""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from retrieval.errors import ConfigurationError, LibraryError
from retrieval.shared_folder import SharedClient

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings
    from numpy import float32
    from numpy.typing import NDArray

PREFIX = "show-"
SEARCH_EF = 400
"""How wide a graph is searched: of the true 50 nearest of 100,000 rows that lie in topics like talk,
99.7 % are found in 4.5 ms; 100 finds 96.7 % in 2.3 ms.
"""
PAGE = 10_000


class Vectors:
    """The vectors of all shows. Opened on first use, safe to use from several threads and processes.

    `location` is a folder, or the URL of a Chroma server; `model` names the embedding model, whose vectors
    no other model's stand among. Every method raises LibraryError where Chroma can't do its work.
    """

    def __init__(self, location: Path | str, model: str = "") -> None:
        self._source = _Embedded(location) if isinstance(location, Path) else _Server(location)
        self._model = model

    def of(self, model: str) -> Vectors:
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
            for part in _parts(ids, client):
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
            collection = _find(client, self._name(show))
            if collection is None:
                return
            ids = [f"{generation}:{number}" for number in range(1, (count or 0) + 1)]
            if count is None:
                ids = [id_ for id_ in _ids(collection) if _key(id_)[0] == generation]
            for part in _parts(ids, client):
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
            if _find(client, name):
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


class _Server:
    """A Chroma server, which does the sharing itself."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"CHROMA_URL must look like http://host:8000, not {url!r}.")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port or (443 if self._secure else 8000)
        self._opening = threading.Lock()
        self._client: Client | None = None
        self.place = f"of the Chroma server at {self._host}:{self._port}"

    @contextmanager
    def session(self, name: str | None, change: bool) -> Iterator[Client]:
        import chromadb

        with self._opening:
            if self._client is None:
                client = chromadb.HttpClient(self._host, self._port, ssl=self._secure, settings=_settings())
                self._client = cast("Client", client)
        yield self._client

    def find(self, client: Client, name: str) -> Collection | None:
        return _find(client, name)

    def close(self) -> None:
        with self._opening:
            if self._client is not None:
                self._client.close()
                self._client = None


class _Embedded:
    """Chroma in this process. It keeps each collection's graph in memory and never looks at the disk again,
    so where another process has changed the folder, it is opened anew.
    """

    def __init__(self, path: Path) -> None:
        self._shared = SharedClient(path, _open)
        self._found: dict[str, Collection] = {}
        self._client: Client | None = None
        self.place = f"in {path}"

    @contextmanager
    def session(self, name: str | None, change: bool) -> Iterator[Client]:
        with self._shared.session(name, change) as client:
            if change or client is not self._client:
                self._client = client
                self._found.clear()
            yield client

    def find(self, client: Client, name: str) -> Collection | None:
        """The collection of that name; within a session, to which looking it up costs as much as a query."""
        if name not in self._found and (found := _find(client, name)):
            self._found[name] = found
        return self._found.get(name)

    def close(self) -> None:
        self._shared.close()


def _open(path: Path) -> Client:
    import chromadb

    try:
        return cast("Client", chromadb.PersistentClient(str(path), settings=_settings()))
    except Exception:
        # Chroma keeps what it failed to start, and would hand that to the next who opens the folder.
        chromadb.api.client.Client.clear_system_cache()
        raise


def _settings() -> Settings:
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)


def _find(client: Client, name: str) -> Collection | None:
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def _parts(ids: Sequence[str], client: Client) -> Iterator[slice]:
    step = client.get_max_batch_size()
    for first in range(0, len(ids), step):
        yield slice(first, first + step)


def _ids(collection: Collection) -> Iterator[str]:
    offset = 0
    while page := collection.get(include=[], limit=PAGE, offset=offset)["ids"]:
        yield from page
        offset += len(page)


def _key(id_: str) -> tuple[int, int]:
    generation, number = id_.split(":")
    return int(generation), int(number)
