"""Open Chroma, embedded in a folder or on a server. Only this module and `vector_store` import chromadb."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from retrieval.errors import ConfigurationError
from retrieval.index.chroma_copy import copy_if_full
from retrieval.index.cleared_memory import cleared_allocations
from retrieval.index.shared_client import SharedClient

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.fastapi import FastAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

CHROMA_TIMEOUT_SECONDS = 10.0
"""How long a Chroma server may stay silent; one that works answers within milliseconds."""


class ChromaServer:
    """A Chroma server, which handles several clients itself.

    Raises httpx.TimeoutException if it doesn't answer in time: Chroma's own client would wait for ever.
    """

    def __init__(self, url: str) -> None:
        scheme, self._host, port = _split(url)
        self._secure = scheme == "https"
        self._port = port or (443 if self._secure else 8000)
        self._open_lock = threading.Lock()
        self._client: Client | None = None
        self.location = "of the Chroma server in CHROMA_URL"

    @contextmanager
    def session(self, collection: str | None, change: bool) -> Iterator[Client]:
        """Yield the connected client; `collection` and `change` make no difference to a server."""
        with self._open_lock:
            if self._client is None:
                self._client = self._connect()
        yield self._client

    def find(self, client: Client, name: str) -> Collection | None:
        """Return the collection of that name, if there is one."""
        return find_collection(client, name)

    def _connect(self) -> Client:
        import chromadb
        import httpx

        # Chroma's client sends a request while it is constructed, before its timeout can be set.
        scheme = "https" if self._secure else "http"
        httpx.get(f"{scheme}://{self._host}:{self._port}/api/v2/heartbeat", timeout=CHROMA_TIMEOUT_SECONDS)
        http_client = chromadb.HttpClient(self._host, self._port, ssl=self._secure, settings=_settings())
        client = cast("Client", http_client)
        cast("FastAPI", client._server)._session.timeout = CHROMA_TIMEOUT_SECONDS
        return client

    def close(self) -> None:
        with self._open_lock:
            if self._client is not None:
                self._client.close()
                self._client = None


def _split(url: str) -> tuple[str, str, int | None]:
    """Return the scheme, host and port of a URL, which no error repeats: it may hold a password."""
    wrong = ConfigurationError("CHROMA_URL must look like http://host:8000.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong
    return parts.scheme, parts.hostname, port


class EmbeddedChroma:
    """Chroma in this process.

    It keeps each collection's graph in memory and never looks at the disk again, so it is reopened when
    another process has changed the folder. On a full disk a copy on another one is read.
    """

    def __init__(self, path: Path) -> None:
        self._shared = SharedClient(path, _open, self._open_copy, cleared_allocations)
        self._copy: TemporaryDirectory[str] | None = None
        self._collections: dict[str, Collection] = {}
        self._client: Client | None = None
        self.location = f"in {path}"

    @contextmanager
    def session(self, collection: str | None, change: bool) -> Iterator[Client]:
        """Yield a client that is up to date for reading a collection or, alone, for changing the folder."""
        with self._shared.session(collection, change) as client:
            if change or client is not self._client:
                self._client = client
                self._collections.clear()
            yield client

    def find(self, client: Client, name: str) -> Collection | None:
        """Return the collection of that name, if there is one, within a session.

        It is remembered while the client stays the same: looking it up costs as much as a query.
        """
        if name not in self._collections and (collection := find_collection(client, name)):
            self._collections[name] = collection
        return self._collections.get(name)

    def close(self) -> None:
        self._shared.close()
        if self._copy is not None:
            self._copy.cleanup()

    def _open_copy(self, path: Path, error: Exception) -> Client:
        self._copy = copy_if_full(path, error)
        return _open(Path(self._copy.name))


def _open(path: Path) -> Client:
    import chromadb

    try:
        return cast("Client", chromadb.PersistentClient(str(path), settings=_settings()))
    except Exception:
        # Chroma caches what it failed to start, and would return that when the folder is opened again.
        chromadb.api.client.Client.clear_system_cache()
        raise


def _settings() -> Settings:
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)


def find_collection(client: Client, name: str) -> Collection | None:
    """Return the collection of that name, if there is one."""
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None
